package dev.trailhunt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * An S3 server on the loopback address that keeps its objects in a folder: S3Proxy in a process of
 * its own, because it needs another Servlet API than Spark.
 *
 * <p>Its class path is read from the file that the system property {@code s3proxy.classpath.file}
 * names, by default {@code target/s3proxy.classpath}, which {@code mvn
 * antrun:run@s3proxy-classpath} writes.
 */
public final class S3ProxyServer implements AutoCloseable {
  /** The key id that the server accepts. */
  public static final String ACCESS_KEY = "test-access-key";

  /** The secret that the server accepts. */
  public static final String SECRET_KEY = "test-secret-key";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /**
   * How the server's log names a request: {@code GET@4e83f102 http://127.0.0.1:8080/a HTTP/1.1}.
   */
  private static final Pattern REQUEST =
      Pattern.compile("([A-Z]+)@\\p{XDigit}+ (http:\\S+) HTTP/1");

  private final Process process;
  private final Path objects;
  private final Path log;
  private final URI endpoint;
  private final Thread killer;

  private S3ProxyServer(Process process, Path objects, Path log, URI endpoint) {
    this.process = process;
    this.objects = objects;
    this.log = log;
    this.endpoint = endpoint;
    this.killer = new Thread(process::destroyForcibly, "s3proxy-killer");
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param folder an existing folder for objects, configuration and log
   * @throws IllegalStateException if the class path file is missing or the server does not come up;
   *     the message holds the server's log
   */
  public static S3ProxyServer start(Path folder) {
    try {
      Path objects = Files.createDirectories(folder.resolve("objects"));
      Path log = folder.resolve("s3proxy.log");
      URI endpoint = URI.create("http://127.0.0.1:" + freePort());
      Path configuration = writeConfiguration(folder, objects, endpoint);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-Dlogback.configurationFile=" + writeLogConfiguration(folder),
                  "-cp",
                  classPath(),
                  "org.gaul.s3proxy.Main",
                  "--properties",
                  configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      S3ProxyServer server = new S3ProxyServer(process, objects, log, endpoint);
      server.awaitAnswer();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Path writeConfiguration(Path folder, Path objects, URI endpoint)
      throws IOException {
    Properties properties = new Properties();
    properties.setProperty("s3proxy.endpoint", endpoint.toString());
    properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
    properties.setProperty("s3proxy.identity", ACCESS_KEY);
    properties.setProperty("s3proxy.credential", SECRET_KEY);
    properties.setProperty("jclouds.provider", "filesystem-nio2");
    properties.setProperty("jclouds.filesystem.basedir", objects.toString());
    Path file = folder.resolve("s3proxy.properties");
    try (var out = Files.newBufferedWriter(file, UTF_8)) {
      properties.store(out, null);
    }
    return file;
  }

  private static Path writeLogConfiguration(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("logback.xml"),
        """
        <configuration>
          <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0} %msg%n</pattern></encoder>
          </appender>
          <logger name="org.gaul.s3proxy.S3ProxyHandler" level="debug"/>
          <root level="info"><appender-ref ref="out"/></root>
        </configuration>
        """);
  }

  private static String classPath() throws IOException {
    Path file = Path.of(System.getProperty("s3proxy.classpath.file", "target/s3proxy.classpath"));
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          file + " is missing: run `mvn antrun:run@s3proxy-classpath` to write it");
    }
    return Files.readString(file).strip();
  }

  private void awaitAnswer() throws IOException {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (!answers()) {
      if (!process.isAlive() || Instant.now().isAfter(limit)) {
        String said = Files.readString(log);
        close();
        throw new IllegalStateException("S3Proxy does not answer at " + endpoint + "\n" + said);
      }
      try {
        process.waitFor(100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close();
        throw new IllegalStateException("interrupted while S3Proxy was starting", e);
      }
    }
  }

  private boolean answers() {
    try {
      HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
      try {
        return connection.getResponseCode() > 0;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Makes an empty bucket; a file that is put into the folder given back is an object of it. */
  public Path createBucket(String name) {
    try {
      return Files.createDirectory(objects.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the server listens. */
  public URI endpoint() {
    return endpoint;
  }

  /**
   * A request as the server logged it before it answered.
   *
   * @param method GET, HEAD and so on
   * @param uri the whole address, with its query
   */
  public record Request(String method, URI uri) {
    /** Whether it asks for the keys of a bucket. */
    public boolean isList() {
      return method.equals("GET") && String.valueOf(uri.getQuery()).contains("list-type=2");
    }

    /** What it asks for: a bucket or, below it, a key. */
    public String path() {
      return uri.getPath();
    }
  }

  /** Every request since the start, in the order of the server's log. */
  public List<Request> requests() {
    try {
      return REQUEST
          .matcher(Files.readString(log))
          .results()
          .map(match -> new Request(match.group(1), URI.create(match.group(2))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the server printed. */
  public Path log() {
    return log;
  }

  /** The options that make Hadoop's S3A use this server and give up soon. */
  public Map<String, String> hadoopOptions() {
    return Map.ofEntries(
        Map.entry("fs.s3a.endpoint", endpoint.toString()),
        Map.entry("fs.s3a.endpoint.region", "us-east-1"),
        Map.entry("fs.s3a.access.key", ACCESS_KEY),
        Map.entry("fs.s3a.secret.key", SECRET_KEY),
        Map.entry(
            "fs.s3a.aws.credentials.provider",
            "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"),
        Map.entry("fs.s3a.path.style.access", "true"),
        Map.entry("fs.s3a.connection.ssl.enabled", "false"),
        Map.entry("fs.s3a.attempts.maximum", "1"),
        Map.entry("fs.s3a.retry.limit", "1"),
        Map.entry("fs.s3a.retry.interval", "100ms"),
        Map.entry("fs.s3a.connection.establish.timeout", "15s"),
        Map.entry("fs.s3a.connection.timeout", "20s"));
  }

  /** Ends the server; the objects stay in the folder. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // The JVM is going down already: the hook runs, and ends what has ended.
    }
  }
}
