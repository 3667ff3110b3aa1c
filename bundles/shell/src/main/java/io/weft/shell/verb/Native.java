package io.weft.shell.verb;

import io.weft.shell.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Native code that a fragment carries: for which machine, and why this fragment and no other.
 *
 * @param platform what it is for, in the words of the features, such as {@code linux-x86_64}
 * @param machine what this machine is; empty where no launcher has said so
 * @param others what else the distribution has for the same host bundle, sorted
 */
record Native(String platform, Optional<String> machine, List<String> others) {

  /** Framework property of the launcher: this machine, as it chose by. */
  private static final String MACHINE = "weft.platform";

  /** Framework property of the launcher: the folder of the distribution. */
  private static final String HOME = "weft.home";

  private static final Pattern PLATFORM =
      Pattern.compile("(?:linux|osx|windows)-(?:x86_64|aarch_64)");

  Native {
    others = List.copyOf(others);
  }

  /** What this bundle carries; empty if it is no fragment with native code for one machine. */
  static Optional<Native> of(Bundle bundle, BundleContext framework) {
    String host = bundle.getHeaders("").get(Constants.FRAGMENT_HOST);
    String code = bundle.getHeaders("").get(Constants.BUNDLE_NATIVECODE);
    String platform = platform(Installed.symbolicName(bundle));
    if (host == null || code == null || platform.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Native(
            platform,
            Optional.ofNullable(framework.getProperty(MACHINE)),
            others(framework.getProperty(HOME), nameIn(host), platform)));
  }

  /** For people. */
  String sentence() {
    String why =
        machine
            .map(
                here ->
                    here.equals(platform)
                        ? ": chosen because this machine is " + here
                        : ": not for this machine, which is " + here)
            .orElse("");
    String rest = others.isEmpty() ? "" : "; there is also " + String.join(", ", others);
    return "native " + platform + why + rest;
  }

  Map<String, @Nullable Object> fields() {
    return Json.object("platform", platform, "machine", machine, "others", others);
  }

  /** The platforms of the distribution's other fragments with native code for this host. */
  private static List<String> others(@Nullable String home, String host, String own) {
    if (home == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(Path.of(home).resolve("repository"))) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> !platform(String.valueOf(file.getFileName())).isEmpty())
          .filter(file -> host.equals(hostOf(file)))
          .map(file -> platform(String.valueOf(file.getFileName())))
          .filter(platform -> !platform.equals(own))
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of(); // no distribution there: nothing is known of others
    }
  }

  private static String hostOf(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String host =
          manifest == null ? null : manifest.getMainAttributes().getValue(Constants.FRAGMENT_HOST);
      return host == null ? "" : nameIn(host);
    } catch (IOException e) {
      return ""; // being replaced by a build
    }
  }

  /** The symbolic name in a header, without what follows it. */
  private static String nameIn(String host) {
    int end = host.indexOf(';');
    return (end < 0 ? host : host.substring(0, end)).strip();
  }

  private static String platform(String name) {
    Matcher matcher = PLATFORM.matcher(name);
    return matcher.find() ? matcher.group() : "";
  }
}
