package io.weft.node.packing;

import java.util.Arrays;
import java.util.List;

/**
 * The settings of compression, checked. See {@link CompressionSettings} for each one's meaning.
 *
 * @param fromBytes 0 means that nothing is compressed
 */
public record CompressionValues(
    int fromBytes, List<String> methods, boolean withinMachine, int upToMbps) {

  /** Those of the settings page; 2,500 Mb/s is what zstd keeps up with on one processor. */
  public static final CompressionValues DEFAULT =
      new CompressionValues(4_096, List.of("zstd", "lz4"), false, 2_500);

  private static final int MOST_BYTES = 1 << 30;
  private static final int MOST_MBPS = 1_000_000;

  /**
   * @throws IllegalArgumentException if one is out of range; the message names it and the range
   */
  public CompressionValues {
    methods = List.copyOf(methods);
    within("from_bytes", fromBytes, 0, MOST_BYTES);
    within("up_to_mbps", upToMbps, 1, MOST_MBPS);
  }

  static CompressionValues of(CompressionSettings given) {
    List<String> methods =
        Arrays.stream(given.methods())
            .flatMap(text -> Arrays.stream(text.split(",")))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .toList();
    return new CompressionValues(
        given.from__bytes(), methods, given.within__machine(), given.up__to__mbps());
  }

  private static void within(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(key + " is " + value + " (" + least + " to " + most + ")");
    }
  }
}
