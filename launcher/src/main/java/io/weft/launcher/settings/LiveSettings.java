package io.weft.launcher.settings;

import io.weft.launcher.Reporter;
import io.weft.launcher.deploy.FolderWatch;
import java.nio.file.Path;
import java.util.List;

/**
 * Changed settings files take effect at once, if all of them are right; else what was before stays,
 * and each mistake is reported once. One thread at a time.
 */
public final class LiveSettings {
  private final Settings.Sources sources;
  private final Catalog catalog;
  private final ConfigurationWriter writer;
  private final Reporter reporter;
  private Settings current;

  /**
   * @param current what is written already
   */
  public LiveSettings(
      Settings.Sources sources,
      Catalog catalog,
      ConfigurationWriter writer,
      Settings current,
      Reporter reporter) {
    this.sources = sources;
    this.catalog = catalog;
    this.writer = writer;
    this.current = current;
    this.reporter = reporter;
  }

  /** Which files it is about. */
  public static boolean concerns(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && name.endsWith(SettingsFiles.SUFFIX);
  }

  /** Reads all settings again. */
  public void accept(FolderWatch.Changes changes) {
    Settings read = Settings.read(sources, catalog);
    if (!read.problems().isEmpty()) {
      if (!read.problems().equals(current.problems())) {
        read.problems().forEach(reporter::problem);
        reporter.problem("the settings stay as they were");
      }
      current = read;
      return;
    }
    current = read;
    List<String> changed = writer.user(read.values());
    if (!changed.isEmpty()) {
      reporter.info("settings changed: " + String.join(", ", changed));
    }
  }
}
