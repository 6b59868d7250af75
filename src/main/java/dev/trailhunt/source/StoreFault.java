package dev.trailhunt.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.security.AccessControlException;

/** What a store's exception means. Classes of the S3 clients are told by name: platforms differ. */
final class StoreFault {
  /** S3's word for an object that must be restored first. */
  private static final String ARCHIVED = "InvalidObjectState";

  private static final Set<String> REFUSALS =
      Set.of(
          "UnknownStoreException", "NoAuthWithAWSException", "CredentialInitializationException");

  private StoreFault() {}

  /** Why a file could not be read. */
  static Malformed reason(IOException e) {
    if (e instanceof ScanFault fault) {
      return fault.reason();
    }
    if (isArchived(e)) {
      return Malformed.ARCHIVED;
    }
    return has(e, FileNotFoundException.class) ? Malformed.VANISHED : Malformed.IO_ERROR;
  }

  /**
   * The failure to end a read with when the store refuses it: what fails here would fail for every
   * other file, and must not look like a lake without logs.
   */
  static Optional<IOException> refusal(String path, IOException e) {
    if (isArchived(e)) {
      return Optional.empty();
    }
    boolean refused =
        has(e, AccessDeniedException.class)
            || has(e, AccessControlException.class)
            || causes(e).stream().anyMatch(StoreFault::isRefusal);
    return refused
        ? Optional.of(
            new IOException(
                "Reading %s was refused (%s): check that the bucket exists and that this role may list it, get its objects and use their key"
                    .formatted(Text.escape(path), Text.escape(String.valueOf(e.getMessage()))),
                e))
        : Optional.empty();
  }

  /**
   * Whether an answer broke off within its text: what the SDK then throws, S3A hands on as it is
   * and does not ask again.
   */
  static boolean isBroken(IOException e) {
    return e.getCause() == null
        && (e instanceof SocketException
            || e.getClass().getSimpleName().equals("ConnectionClosedException"));
  }

  private static boolean isRefusal(Throwable e) {
    return REFUSALS.contains(e.getClass().getSimpleName())
        || (e instanceof FileNotFoundException
            && String.valueOf(e.getMessage()).contains("(Permission denied)"));
  }

  private static boolean isArchived(IOException e) {
    return causes(e).stream()
        .anyMatch(
            cause ->
                cause.getClass().getSimpleName().contains(ARCHIVED)
                    || String.valueOf(cause.getMessage()).contains(ARCHIVED));
  }

  private static boolean has(IOException e, Class<? extends IOException> type) {
    return causes(e).stream().anyMatch(type::isInstance);
  }

  private static List<Throwable> causes(IOException e) {
    return ExceptionUtils.getThrowableList(e);
  }
}
