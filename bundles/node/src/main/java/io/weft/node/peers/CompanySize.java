package io.weft.node.peers;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many peers a node wants to be connected with.
 *
 * @param target up to here it dials by itself
 * @param maximum up to here it accepts others; a network that fits is linked fully
 */
public record CompanySize(int target, int maximum) {

  /** For nodes with little memory or bandwidth. */
  public static final CompanySize MINIMAL = new CompanySize(4, 8);

  /** The default. */
  public static final CompanySize STANDARD = new CompanySize(16, 32);

  /** For nodes through which parts of a network are held together. */
  public static final CompanySize BRIDGE = new CompanySize(64, 128);

  /** More links than this are a server's business, not a peer's. */
  static final int LARGEST = 4096;

  private static final Pattern NUMBERS =
      Pattern.compile("(\\d{1,6})\\s*(?:-|\\.\\.)\\s*(\\d{1,6})");

  /**
   * @throws IllegalArgumentException if target or maximum are out of range
   */
  public CompanySize {
    if (target > maximum) {
      throw new IllegalArgumentException(
          "a target of " + target + " is above the maximum of " + maximum + ": swap the two");
    }
    if (target < 1 || maximum > LARGEST) {
      throw new IllegalArgumentException(
          "target " + target + " and maximum " + maximum + " must be within 1 and " + LARGEST);
    }
  }

  /**
   * Reads a profile's name or two numbers.
   *
   * @throws IllegalArgumentException if it is neither; the message says what is expected
   */
  public static CompanySize parse(String text) {
    String given = text.strip().toLowerCase(Locale.ROOT);
    Matcher numbers = NUMBERS.matcher(given);
    if (numbers.matches()) {
      return new CompanySize(
          Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
    }
    return switch (given) {
      case "minimal" -> MINIMAL;
      case "", "standard" -> STANDARD;
      case "bridge" -> BRIDGE;
      default ->
          throw new IllegalArgumentException(
              "\"" + text + "\" is none of minimal, standard, bridge, TARGET-MAXIMUM (as 16-32)");
    };
  }

  /** How many to dial, if so many are there to choose from. */
  int goal(int known) {
    return known <= maximum ? maximum : target;
  }

  /**
   * How many to keep, if so many are known: where not all fit, a seat is left for who comes, or a
   * network that has filled up would shut everybody else out.
   */
  int kept(int known) {
    return known <= maximum ? maximum : Math.max(target, maximum - 1);
  }
}
