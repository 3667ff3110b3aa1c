package io.weft.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process has used so far.
 *
 * @param allocatedBytes on the heap, by all threads
 * @param cpuNanos by all threads, in user and system mode
 */
record Usage(long allocatedBytes, long cpuNanos) {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Threads that have ended are missing before Java 21. */
  static Usage now() {
    return new Usage(allocated(), SYSTEM.getProcessCpuTime());
  }

  Usage since(Usage before) {
    return new Usage(allocatedBytes - before.allocatedBytes, cpuNanos - before.cpuNanos);
  }

  String words() {
    return allocatedBytes + " " + cpuNanos;
  }

  static Usage parse(String allocatedBytes, String cpuNanos) {
    return new Usage(Long.parseLong(allocatedBytes), Long.parseLong(cpuNanos));
  }

  private static long allocated() {
    try {
      // Java 21 and later: counts the carriers of virtual threads, and threads that have ended.
      return (long) ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes").invoke(THREADS);
    } catch (ReflectiveOperationException e) {
      long sum = 0;
      for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
        sum += Math.max(0, bytes);
      }
      return sum;
    }
  }
}
