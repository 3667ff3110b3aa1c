package io.weft.launcher;

import io.weft.launcher.demo.Demonstration;

/** {@code weft demo}: see {@link Demonstration}. */
public final class Demo {
  private Demo() {}

  /** Exit codes: 0 all requests answered, 1 some failed or a node did not start, 2 wrong option. */
  public static void main(String[] args) {
    int code;
    try {
      if (args.length > 0 && !args[0].equals("--help")) {
        throw new Refusal("weft demo has no option " + args[0]);
      }
      code = args.length > 0 ? help() : Demonstration.run(System.out);
    } catch (Refusal e) {
      System.err.println("weft: " + e.getMessage());
      code = e.exitCode();
    } catch (InterruptedException e) {
      code = Refusal.CANNOT_START;
    }
    System.exit(code);
  }

  private static int help() {
    System.out.print(
        """
        usage: weft demo
        Starts three nodes on this machine, in processes and a network of their own, on loopback
        only: they find each other, answer requests, and are updated while they do. Takes about
        15 s; the last line counts the requests. Nothing is left behind.
        """);
    return 0;
  }
}
