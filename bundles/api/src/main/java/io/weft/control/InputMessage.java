package io.weft.control;

/**
 * One movement of a device.
 *
 * @param channel of the device; 0 if it has none
 * @param control what was moved, such as {@code cc/7} or {@code fader/1}
 * @param value where it is now, in the device's own range
 */
public record InputMessage(int channel, String control, double value) {}
