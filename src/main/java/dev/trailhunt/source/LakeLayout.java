package dev.trailhunt.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Where CloudTrail puts its logs: {@code AWSLogs/<account>} for the trail of an account, {@code
 * AWSLogs/<organisation>/<account>} for an organisation's, {@code
 * <organisation>/AWSLogs/<organisation>/<account>} for Control Tower's, each under a prefix or
 * none.
 */
final class LakeLayout {
  /**
   * The folder of an account that holds logs; its neighbours hold digests, insights, and others.
   */
  static final String LOGS = "CloudTrail";

  private static final String ROOT = "AWSLogs";
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
  private static final Pattern ORGANISATION = Pattern.compile("o-[a-z0-9]{4,32}");
  private static final Pattern REGION = Pattern.compile("[a-z]{2,}[a-z0-9-]*");

  /** Folders of a prefix that are looked through for {@code AWSLogs}. */
  private static final int MAX_LEVELS = 3;

  private static final int MAX_FOLDERS = 100;
  private static final int MAX_SHOWN = 5;

  /** Lists what is in a folder; empty when it does not exist. */
  interface Folders {
    Optional<Contents> in(Path path) throws IOException;
  }

  /** What is in a folder: its folders, and of its files, which may be millions, the first. */
  static final class Contents {
    private final Path path;
    private final List<Path> folders = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private boolean isFile;

    /** Nothing yet, of a qualified path. */
    Contents(Path path) {
      this.path = path;
    }

    void add(FileStatus entry) {
      if (entry.isDirectory()) {
        folders.add(entry.getPath());
      } else if (entry.getPath().equals(path)) {
        isFile = true;
      } else if (files.size() < MAX_SHOWN) {
        files.add(entry.getPath().getName());
      }
    }

    List<Path> folders() {
      return folders;
    }

    /** What is there, in words. */
    String describe() {
      if (isFile) {
        return "a file";
      }
      String seen = names(folders.stream().map(Path::getName).sorted().toList());
      return folders.isEmpty() && !files.isEmpty()
          ? seen + " but files such as " + names(files)
          : seen;
    }
  }

  private final String location;
  private final Folders folders;

  LakeLayout(String location, Folders folders) {
    this.location = location;
    this.folders = folders;
  }

  static boolean isRegion(String name) {
    return REGION.matcher(name).matches();
  }

  /** Whether a file of a day's directory is read. */
  static boolean isLog(String name) {
    return (name.endsWith(".json.gz") || name.endsWith(".json"))
        && !name.startsWith("_")
        && !name.startsWith(".");
  }

  /**
   * The folders of accounts, which may lack {@link #LOGS}.
   *
   * @throws LakeNotFoundException when there are none
   */
  List<Path> accounts() throws IOException {
    Path top = new Path(location);
    if (isAccount(top)) {
      return List.of(top);
    }
    Contents contents =
        folders.in(top).orElseThrow(() -> LakeNotFoundException.nothingAt(location));
    List<Path> accounts = search(contents.folders());
    if (accounts.isEmpty()) {
      throw new LakeNotFoundException(
          "No CloudTrail logs at %s: looked for AWSLogs/<account>/CloudTrail and AWSLogs/<organisation>/<account>/CloudTrail, saw %s. Point at the bucket or the folder that holds AWSLogs"
              .formatted(Text.escape(location), contents.describe()));
    }
    return accounts;
  }

  /** Some names, escaped. */
  static String names(List<String> names) {
    if (names.isEmpty()) {
      return "no folder";
    }
    String shown =
        String.join(
            ", ", names.stream().limit(MAX_SHOWN).map(n -> "'" + Text.escape(n) + "'").toList());
    return names.size() > MAX_SHOWN
        ? shown + " and " + (names.size() - MAX_SHOWN) + " more"
        : shown;
  }

  /** Level by level; the first that has account folders is the one. */
  private List<Path> search(List<Path> top) throws IOException {
    List<Path> level = top;
    int listed = 0;
    for (int depth = 0; depth < MAX_LEVELS && listed <= MAX_FOLDERS; depth++) {
      List<Path> accounts = accountsAmong(level);
      if (!accounts.isEmpty()) {
        return accounts;
      }
      List<Path> next = new ArrayList<>();
      for (Path folder : level) {
        if (isPrefix(folder) && listed++ < MAX_FOLDERS) {
          next.addAll(in(folder));
        }
      }
      level = next;
    }
    return List.of();
  }

  private List<Path> accountsAmong(List<Path> level) throws IOException {
    List<Path> accounts = new ArrayList<>();
    for (Path folder : level) {
      if (isAccount(folder)) {
        accounts.add(folder);
      } else if (folder.getName().equals(ROOT) || isOrganisation(folder)) {
        accounts.addAll(accountsUnder(folder));
      }
    }
    return accounts;
  }

  /** The accounts of an {@code AWSLogs} or organisation folder, which lie within each other. */
  private List<Path> accountsUnder(Path folder) throws IOException {
    List<Path> accounts = new ArrayList<>();
    for (Path child : in(folder)) {
      boolean deeper =
          folder.getName().equals(ROOT) ? isOrganisation(child) : child.getName().equals(ROOT);
      if (isAccount(child)) {
        accounts.add(child);
      } else if (deeper) {
        accounts.addAll(accountsUnder(child));
      }
    }
    return accounts;
  }

  private List<Path> in(Path folder) throws IOException {
    return folders.in(folder).map(Contents::folders).orElse(List.of());
  }

  private static boolean isAccount(Path path) {
    return ACCOUNT.matcher(path.getName()).matches();
  }

  private static boolean isOrganisation(Path path) {
    return ORGANISATION.matcher(path.getName()).matches();
  }

  private static boolean isPrefix(Path path) {
    String name = path.getName();
    return !name.startsWith("_")
        && !name.startsWith(".")
        && !name.contains("=")
        && !name.equals(ROOT)
        && !isOrganisation(path);
  }
}
