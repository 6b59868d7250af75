package dev.trailhunt.source;

/** What a task has read so far. */
final class ReadCounts {
  long files;
  long bytesRead;
  long bytesInflated;
  long records;
  long kept;
  long malformed;
  long quarantined;
  long mismatches;
}
