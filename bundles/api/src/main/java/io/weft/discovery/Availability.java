package io.weft.discovery;

/**
 * What a machine has to spare at a moment.
 *
 * @param loadPercent how busy its processors are, 0 to 100
 * @param freeMemoryBytes memory that programs could still take
 */
public record Availability(int loadPercent, long freeMemoryBytes) {

  public Availability {
    loadPercent = Math.max(0, Math.min(100, loadPercent));
    freeMemoryBytes = Math.max(0, freeMemoryBytes);
  }
}
