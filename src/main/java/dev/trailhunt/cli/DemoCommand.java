package dev.trailhunt.cli;

import dev.trailhunt.config.Flags;
import dev.trailhunt.config.Settings;
import dev.trailhunt.config.SettingsLoader;
import dev.trailhunt.run.DemoLake;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}. */
@Command(
    name = "demo",
    description = {
      "Make a sample lake, run over it and show what was found.",
      "",
      "Six weeks of ordinary traffic in two accounts and three regions, with sequences of real"
          + " incidents planted in it. Lake and tables stay in the folder, to be queried."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  trailhunt demo",
      "  trailhunt query --warehouse trailhunt-demo/warehouse \"SELECT * FROM alerts\""
    })
final class DemoCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder for lake and tables; one that an earlier demo made is made anew.",
      defaultValue = "trailhunt-demo",
      showDefaultValue = Visibility.ALWAYS)
  private Path dir = Path.of("trailhunt-demo");

  @Mixin private final LeaseOptions lease = new LeaseOptions();

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = dir.toAbsolutePath().normalize();
    Flags flags =
        new Flags(
            Optional.of(DemoLake.lake(folder).toUri().toString()),
            Optional.of(DemoLake.warehouse(folder).toUri().toString()),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Map.of());
    Settings settings = SettingsLoader.load(Optional.empty(), flags, true);
    new Runs(console, settings, lease.terms()).demo(folder);
    console.say("");
    console.say("The lake and the tables stay in " + dir + ". Ask them:");
    console.say(
        "  trailhunt query --warehouse "
            + dir.resolve("warehouse")
            + " \"SELECT event_time, title, source_address FROM alerts ORDER BY event_time\"");
    return 0;
  }
}
