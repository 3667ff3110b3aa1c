package io.weft.node.mesh;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import javax.management.JMException;
import javax.management.ObjectName;

/** What the JVM knows of its machine. */
final class JvmFigures implements MachineFigures {

  @Override
  public OptionalLong memoryBytes() {
    return bytes("TotalMemorySize");
  }

  @Override
  public OptionalLong freeBytes() {
    return bytes("FreeMemorySize");
  }

  @Override
  public OptionalDouble load() {
    return attribute("CpuLoad")
        .map(load -> OptionalDouble.of(Math.max(0, load.doubleValue())))
        .orElse(OptionalDouble.empty());
  }

  private static OptionalLong bytes(String name) {
    return attribute(name)
        .map(bytes -> OptionalLong.of(bytes.longValue()))
        .orElse(OptionalLong.empty());
  }

  /** By name: the class that has these attributes is not part of every Java. */
  private static Optional<Number> attribute(String name) {
    try {
      Object value =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), name);
      return value instanceof Number number ? Optional.of(number) : Optional.empty();
    } catch (JMException e) {
      return Optional.empty();
    }
  }
}
