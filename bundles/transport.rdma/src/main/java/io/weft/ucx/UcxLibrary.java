package io.weft.ucx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Finds the native library, after telling it by the environment to leave the JVM alone. */
final class UcxLibrary {

  /** The name that every distribution uses for the library's first binary interface. */
  private static final String NAME = "libucp.so.0";

  /** As {@code POLLIN} in {@code poll.h}. */
  private static final short POLL_IN = 1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle POLL =
      libc("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private UcxLibrary() {}

  /**
   * The library.
   *
   * @throws IllegalArgumentException if it does not load
   */
  static SymbolLookup lookup() {
    prepareEnvironment();
    return SymbolLookup.libraryLookup(NAME, Arena.global());
  }

  /**
   * Waits until there is something to read.
   *
   * @param poll memory of {@code struct pollfd}
   * @param millis negative waits for ever
   */
  static void poll(MemorySegment poll, int file, int millis) {
    poll.set(JAVA_INT, 0, file);
    poll.set(JAVA_INT, 4, POLL_IN);
    try {
      int ignored = (int) POLL.invokeExact(poll, 1L, millis);
    } catch (Throwable e) {
      throw Ucx.broken(e);
    }
  }

  /**
   * UCX reads these once, while it is being loaded: its handler for SIGSEGV would take the signals
   * that the JVM needs, and its log goes to the standard output unless told otherwise.
   */
  private static void prepareEnvironment() {
    MethodHandle setenv =
        libc("setenv", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      set(setenv, arena, "UCX_ERROR_SIGNALS", "", 1);
      set(setenv, arena, "UCX_HANDLE_ERRORS", "none", 1);
      set(setenv, arena, "UCX_LOG_FILE", "stderr", 0);
      set(setenv, arena, "UCX_LOG_LEVEL", "fatal", 0); // what fails is said by us
      set(setenv, arena, "UCX_WARN_UNUSED_ENV_VARS", "n", 0);
    } catch (Throwable e) {
      throw Ucx.broken(e);
    }
  }

  private static void set(
      MethodHandle setenv, Arena arena, String name, String value, int overwrite) throws Throwable {
    int ignored =
        (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), overwrite);
  }

  private static MethodHandle libc(String name, FunctionDescriptor type) {
    MemorySegment function =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no function " + name));
    return LINKER.downcallHandle(function, type);
  }
}
