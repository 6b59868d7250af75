package dev.trailhunt.run;

import dev.trailhunt.config.Settings;
import dev.trailhunt.source.LogFile;
import dev.trailhunt.source.Manifest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Writes files to the manifests of chunks, a new one where a chunk is full. */
final class ChunkCutter implements AutoCloseable {
  private final ScratchFolder scratch;
  private final Configuration conf;
  private final Settings.Chunk limits;
  private final List<LakePlan.Chunk> chunks = new ArrayList<>();
  private @Nullable Open open;

  ChunkCutter(ScratchFolder scratch, Configuration conf, Settings.Chunk limits) {
    this.scratch = scratch;
    this.conf = conf;
    this.limits = limits;
  }

  /**
   * Adds a file, in the order of delivery.
   *
   * @param isKnown whether activity may hold its events otherwise
   */
  void add(LogFile file, boolean isKnown) {
    if (open != null && open.isFullFor(file)) {
      close();
    }
    if (open == null) {
      open = new Open(file.deliveryDate());
    }
    open.add(file, isKnown);
  }

  /** The chunks of all files added. */
  List<LakePlan.Chunk> cut() {
    close();
    return List.copyOf(chunks);
  }

  @Override
  public void close() {
    if (open != null) {
      chunks.add(open.close());
      open = null;
    }
  }

  private final class Open {
    private final String manifest = scratch.uri("chunk-%d.gz".formatted(chunks.size()));
    private final String known = scratch.uri("known-%d.gz".formatted(chunks.size()));
    private final Manifest.Output manifestOutput = new Manifest.Output(conf, manifest);
    private final Manifest.Output knownOutput = new Manifest.Output(conf, known);
    private final LocalDate from;
    private LocalDate to;
    private boolean readsAnew;
    private long files;
    private long bytes;

    Open(LocalDate from) {
      this.from = from;
      this.to = from;
    }

    boolean isFullFor(LogFile file) {
      return files >= limits.files() || bytes + file.size() > limits.bytes();
    }

    void add(LogFile file, boolean isKnown) {
      manifestOutput.add(file);
      if (isKnown) {
        knownOutput.add(file);
        readsAnew = true;
      }
      to = file.deliveryDate();
      files++;
      bytes += file.size();
    }

    LakePlan.Chunk close() {
      manifestOutput.close();
      knownOutput.close();
      return new LakePlan.Chunk(manifest, known, readsAnew, files, bytes, new DateRange(from, to));
    }
  }
}
