package dev.coven;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds the arrows of the house: which package may use which. The table is the design's own. */
class ArchitectureTest {
  private static final String ROOT = "dev.coven";

  /** What every room but the templates may use. */
  private static final List<String> GROUND =
      List.of("contract", "daemonology", "privacy", "home", "posix");

  private static final List<Room> HOUSE =
      List.of(
          // The client wing.
          room("cli", "diagnose", "supervise", "client")
              .andOnly("Ledger.*", "ledger") // coven ledger
              .andOnly("ServeCommand", "daemon") // coven daemon serve
              .andOnly("SelfCheckCommand", "daemon") // what an update and coven doctor ask
              .andOnly("Upgrade.*", "update"), // coven upgrade
          room("diagnose", "supervise", "client", "ledger"),
          room("supervise", "templates", "client"),
          room("client"),
          // The daemon wing.
          room("daemon", "update", "http", "session", "harness", "ledger"),
          room("update", "supervise", "client"),
          room("http", "session", "harness", "ledger"),
          room("session", "harness", "ledger"),
          room("harness"),
          room("ledger"),
          // The common ground.
          room("contract"),
          room("daemonology"),
          room("privacy"),
          room("home"),
          room("posix"),
          // Another module: files for supervisors, nothing of Coven's runtime.
          new Room("templates", List.of(), List.of()));

  private static final JavaClasses COVEN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @ParameterizedTest
  @FieldSource("HOUSE")
  void roomUsesOnlyWhatTheTableAllows(Room room) {
    room.rule(ROOT).check(COVEN);
  }

  @Test
  void everyClassHasARoom() {
    everyClassIn(ROOT).check(COVEN);
  }

  @Test
  void noCircles() {
    noCirclesIn(ROOT).check(COVEN);
  }

  /** A client command must start fast, and these libraries are the slow part of the daemon. */
  @Test
  void clientWingLoadsNoneOfTheDaemonsLibraries() {
    noClasses()
        .that(resideInAnyPackage(packages(ROOT, "cli", "diagnose", "supervise", "client")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.undertow..", "org.xnio..", "com.pty4j..", "org.newsclub..", "org.sqlite.."))
        .allowEmptyShould(true)
        .check(COVEN);
  }

  /** What most verbs run with holds no such library; the few that read the settings do. */
  @Test
  void settingsAreReadInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".home..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.tomlj.."))
        .check(COVEN);
  }

  /** Each rule, on a house that breaks it. */
  @Nested
  class Fails {
    private static final String CROOKED = ROOT + ".crookedhouse";
    private final JavaClasses crooked = new ClassFileImporter().importPackages(CROOKED);

    @Test
    void whereARoomUsesAnotherWing() {
      assertBroken(room("client").rule(CROOKED), "Climber");
    }

    @Test
    void whereAPermitIsForOthers() {
      assertBroken(room("client").andOnly("Doctor", "ledger").rule(CROOKED), "Climber");
      room("client").andOnly("Climber", "ledger").rule(CROOKED).check(crooked);
    }

    @Test
    void whereAClassHasNoRoom() {
      assertBroken(everyClassIn(CROOKED), "Stranger");
    }

    @Test
    void whereRoomsFormACircle() {
      assertBroken(noCirclesIn(CROOKED), "Cycle detected");
    }

    private void assertBroken(ArchRule rule, String named) {
      var error = assertThrows(AssertionError.class, () -> rule.check(crooked));
      assertTrue(error.getMessage().contains(named), error::getMessage);
    }
  }

  private static ArchRule everyClassIn(String root) {
    var rooms = HOUSE.stream().map(Room::name).toArray(String[]::new);
    return classes()
        .that(resideInAnyPackage(root + ".."))
        .should()
        .resideInAnyPackage(packages(root, rooms))
        .because("a class must live in a room of the house; a new room belongs into its table");
  }

  private static ArchRule noCirclesIn(String root) {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  private static Room room(String name, String... uses) {
    return new Room(name, Stream.concat(GROUND.stream(), Stream.of(uses)).toList(), List.of());
  }

  private static String[] packages(String root, String... rooms) {
    return Stream.of(rooms).map(room -> root + "." + room + "..").toArray(String[]::new);
  }

  /** What some classes of a room may use beside; the pattern is for their simple names. */
  private record Permit(String classes, String room) {
    boolean covers(JavaClass user) {
      // A nested class stands under the name of the one around it.
      var name = user.getName().substring(user.getPackageName().length() + 1);
      return name.replaceFirst("\\$.*", "").matches(classes);
    }
  }

  /** A row of the table. */
  private record Room(String name, List<String> uses, List<Permit> permits) {
    Room andOnly(String classes, String room) {
      var more = Stream.concat(permits.stream(), Stream.of(new Permit(classes, room))).toList();
      return new Room(name, uses, more);
    }

    ArchRule rule(String root) {
      return classes()
          .that()
          .resideInAnyPackage(packages(root, name))
          .should(
              new ArchCondition<>("use no room but " + uses + permits) {
                @Override
                public void check(JavaClass user, ConditionEvents events) {
                  var allowed = resideInAnyPackage(packages(root, roomsFor(user)));
                  user.getDirectDependenciesFromSelf().stream()
                      .filter(used -> isOurs(root, used) && !allowed.test(target(used)))
                      .map(used -> SimpleConditionEvent.violated(used, used.getDescription()))
                      .forEach(events::add);
                }
              })
          .allowEmptyShould(true);
    }

    private String[] roomsFor(JavaClass user) {
      var permitted = permits.stream().filter(it -> it.covers(user)).map(Permit::room);
      return Stream.of(Stream.of(name), uses.stream(), permitted)
          .flatMap(rooms -> rooms)
          .toArray(String[]::new);
    }

    private static boolean isOurs(String root, Dependency used) {
      return target(used).getPackageName().startsWith(root);
    }

    private static JavaClass target(Dependency used) {
      return used.getTargetClass().getBaseComponentType();
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
