package io.weft.node.directory;

import io.weft.exchange.Service;
import java.util.Comparator;

/**
 * Services by their version in the form of OSGi ({@code major.minor.micro.qualifier}), the newest
 * first. What is not of that form counts as 0.0.0.
 */
final class NewestFirst implements Comparator<Service> {
  private static final int NUMBERS = 3;

  @Override
  public int compare(Service one, Service other) {
    return compare(other.description().version(), one.description().version());
  }

  private static int compare(String one, String other) {
    String[] ones = one.split("\\.", NUMBERS + 1);
    String[] others = other.split("\\.", NUMBERS + 1);
    for (int i = 0; i < NUMBERS; i++) {
      int order = Long.compare(number(ones, i), number(others, i));
      if (order != 0) {
        return order;
      }
    }
    return qualifier(ones).compareTo(qualifier(others));
  }

  private static long number(String[] parts, int place) {
    try {
      return place < parts.length ? Long.parseLong(parts[place]) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String qualifier(String[] parts) {
    return parts.length > NUMBERS ? parts[NUMBERS] : "";
  }
}
