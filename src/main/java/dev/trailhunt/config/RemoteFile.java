package dev.trailhunt.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A text file on a Hadoop file system, read whole; apart from the rest so that Hadoop stays out.
 */
final class RemoteFile {
  private RemoteFile() {}

  static String read(String uri, Map<String, String> hadoop) throws IOException {
    Configuration configuration = new Configuration();
    hadoop.forEach(configuration::set);
    Path path = new Path(uri);
    try (InputStream in = path.getFileSystem(configuration).open(path)) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes());
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (FileNotFoundException e) {
      throw new NoSuchFileException(uri, null, e.getMessage());
    }
  }
}
