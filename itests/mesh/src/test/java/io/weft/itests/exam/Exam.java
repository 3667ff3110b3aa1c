package io.weft.itests.exam;

import static org.ops4j.pax.exam.CoreOptions.bootDelegationPackages;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;

import io.weft.itests.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Constants;

/**
 * Frameworks with the distribution's own bundles. They stand at a start level below Weft's bundles
 * until {@link ExamNode} has configured them.
 */
final class Exam {
  /** Framework property: the folder for all files of the test. */
  static final String ROOT = "weft.itests.root";

  /** The component runtime, Config Admin and logging are below it, all of Weft is above. */
  private static final int BASE_LEVEL = 9;

  private Exam() {}

  /** A framework with these features. */
  static Option[] with(String... features) {
    Path root = folder();
    Distribution distribution = Distribution.underTest();
    List<Option> options = new ArrayList<>();
    for (Distribution.Jar jar : distribution.jars(features)) {
      var provisioned = bundle(jar.file().toUri().toString()).startLevel(jar.startLevel());
      options.add(isFragment(jar.file()) ? provisioned.noStart() : provisioned);
    }
    options.add(junitBundles());
    options.add(frameworkStartLevel(BASE_LEVEL));
    options.add(property(ROOT, root.toString()));
    options.add(property("weft.data", root.resolve("exam").toString()));
    options.add(property("weft.config", root.resolve("config").toString()));
    options.add(
        property(
            "org.ops4j.pax.logging.property.file",
            distribution.home().resolve("conf/logback.xml").toString()));
    options.add(property("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR"));
    // What the tests say and how they wait comes from the test's own class path.
    options.add(property(Constants.FRAMEWORK_BUNDLE_PARENT, Constants.FRAMEWORK_BUNDLE_PARENT_APP));
    options.add(bootDelegationPackages("org.assertj.*", "io.weft.testkit"));
    // The logging configuration names the folder of the log by it.
    System.setProperty("weft.data", root.resolve("exam").toString());
    return options.toArray(Option[]::new);
  }

  private static Option property(String name, String value) {
    return frameworkProperty(name).value(value);
  }

  private static boolean isFragment(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue(Constants.FRAGMENT_HOST) != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("weft-exam");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
