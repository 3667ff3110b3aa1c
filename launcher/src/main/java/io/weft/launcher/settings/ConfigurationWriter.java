package io.weft.launcher.settings;

import io.weft.launcher.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Keeps Config Admin as the settings say: what features bring, and over it what the user has set.
 * Configurations that others make are left alone. Safe on every thread.
 */
public final class ConfigurationWriter {
  /** Any bundle may have the configuration (OSGi Compendium 104.4.1). */
  private static final String ANY_LOCATION = "?";

  private final ConfigurationAdmin admin;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Map<String, Map<String, Object>>> features = new LinkedHashMap<>();
  private Map<String, Map<String, Object>> user = Map.of();
  private Map<String, Map<String, Object>> written = Map.of();

  /** Nothing is written yet. */
  public ConfigurationWriter(ConfigurationAdmin admin) {
    this.admin = admin;
  }

  /**
   * What the user has set from now on.
   *
   * @return the settings that changed, as {@code pid/key}
   */
  public List<String> user(Map<String, Map<String, Object>> values) {
    lock.lock();
    try {
      user = values;
      return write();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What a feature sets from now on; an empty map takes it back.
   *
   * @param owner as in {@link io.weft.launcher.features.InstalledFeatures}
   */
  public void feature(String owner, Map<String, Map<String, Object>> values) {
    lock.lock();
    try {
      if (values.isEmpty()) {
        features.remove(owner);
      } else {
        features.put(owner, values);
      }
      write();
    } finally {
      lock.unlock();
    }
  }

  private List<String> write() {
    Map<String, Map<String, Object>> wanted = new LinkedHashMap<>();
    features.values().forEach(values -> merge(wanted, values));
    merge(wanted, user);
    List<String> changes = new ArrayList<>();
    Set<String> pids = new LinkedHashSet<>(written.keySet());
    pids.addAll(wanted.keySet());
    for (String pid : pids) {
      Map<String, Object> before = written.getOrDefault(pid, Map.of());
      Map<String, Object> now = wanted.getOrDefault(pid, Map.of());
      Set<String> keys = new LinkedHashSet<>(before.keySet());
      keys.addAll(now.keySet());
      int size = changes.size();
      keys.stream()
          .filter(key -> !Objects.deepEquals(before.get(key), now.get(key)))
          .forEach(key -> changes.add(pid + "/" + key));
      if (changes.size() > size) {
        write(pid, now);
      }
    }
    written = wanted;
    return changes;
  }

  private void write(String pid, Map<String, Object> values) {
    try {
      int tilde = pid.indexOf('~');
      Configuration configuration =
          tilde < 0
              ? admin.getConfiguration(pid, ANY_LOCATION)
              : admin.getFactoryConfiguration(
                  pid.substring(0, tilde), pid.substring(tilde + 1), ANY_LOCATION);
      if (values.isEmpty()) {
        configuration.delete();
      } else {
        configuration.updateIfDifferent(FrameworkUtil.asDictionary(values));
      }
    } catch (IOException e) {
      throw new Refusal(
          "the configuration " + pid + " cannot be stored: " + e.getMessage(),
          Refusal.CANNOT_START);
    }
  }

  private static void merge(
      Map<String, Map<String, Object>> into, Map<String, Map<String, Object>> from) {
    from.forEach(
        (pid, values) -> into.computeIfAbsent(pid, p -> new LinkedHashMap<>()).putAll(values));
  }
}
