package dev.trailhunt;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Data flows one way: source, event, rule, table, run, cli. */
@AnalyzeClasses(packages = "dev.trailhunt", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "dev.trailhunt";

  @ArchTest static final ArchRule sourceSeesNothing = onlySees("source");

  @ArchTest static final ArchRule configSeesNothing = onlySees("config");

  @ArchTest static final ArchRule eventSeesTheSource = onlySees("event", "source");

  @ArchTest static final ArchRule ruleSeesEvents = onlySees("rule", "event");

  @ArchTest
  static final ArchRule tableSeesWhatItStores = onlySees("table", "event", "rule", "config");

  @ArchTest
  static final ArchRule runSeesAllButTheCommandLine =
      onlySees("run", "source", "event", "rule", "table", "config", "run.demo");

  @ArchTest static final ArchRule theSampleLakeStandsAlone = onlySees("run.demo");

  @ArchTest
  static final ArchRule theCommandLineSeesJobsAndSettings =
      classes()
          .that()
          .resideInAPackage(ROOT + ".cli")
          .should()
          .onlyDependOnClassesThat(
              ours("cli", "run", "config")
                  .or(notOurs())
                  .or(
                      resideInAnyPackage(ROOT + ".source", ROOT + ".table")
                          .and(assignableTo(Throwable.class))));

  @ArchTest
  static final ArchRule nothingGoesRound =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheCommandLineEndsTheProcess =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".cli")
          .should()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses imported) {
    List<String> unmarked =
        imported.getPackage(ROOT).getSubpackagesInTree().stream()
            .filter(one -> !one.getClasses().isEmpty())
            .filter(one -> !one.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .toList();
    assertThat(unmarked).as("packages without @NullMarked").isEmpty();
  }

  @ArchTest
  static void everyPackageHasARuleHere(JavaClasses imported) {
    assertThat(imported.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of("source", "event", "rule", "table", "run", "run.demo", "config", "cli")
                .map(name -> ROOT + "." + name)
                .toList());
  }

  private static ArchRule onlySees(String aPackage, String... seen) {
    String[] allowed =
        Stream.concat(Stream.of(aPackage), Arrays.stream(seen)).toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(ROOT + "." + aPackage)
        .should()
        .onlyDependOnClassesThat(ours(allowed).or(notOurs()))
        .as(aPackage + " sees of ours " + (seen.length == 0 ? "nothing" : String.join(", ", seen)));
  }

  private static DescribedPredicate<JavaClass> ours(String... packages) {
    return resideInAnyPackage(
        Arrays.stream(packages).map(name -> ROOT + "." + name).toArray(String[]::new));
  }

  private static DescribedPredicate<JavaClass> notOurs() {
    return DescribedPredicate.not(resideInAPackage(ROOT + ".."));
  }
}
