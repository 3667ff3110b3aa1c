package io.weft.ucx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * The functions of {@code libucp.so.0} that are used, by the foreign function API. Names, types and
 * numbers are those of {@code ucp/api/ucp.h} and {@code ucs/type/status.h}, UCX 1.13; {@code
 * ucs_status_t} is an enumeration of one byte there and is bound as such.
 *
 * <p>The library is loaded for the life of the process: it can't be unloaded safely.
 */
final class Ucx {

  /** The oldest UCX that this code was run with. */
  static final int MAJOR = 1;

  static final int MINOR = 13;

  static final byte OK = 0;
  static final byte IN_PROGRESS = 1;
  static final byte BUSY = -15;

  /** Addresses that are no addresses but errors: {@code UCS_ERR_LAST} is -100. */
  private static final long LAST_ERROR = -100;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = UcxLibrary.lookup();

  static final MethodHandle GET_VERSION = nothing("ucp_get_version", ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle CONFIG_READ = status("ucp_config_read", ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle CONFIG_MODIFY = status("ucp_config_modify", ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle CONFIG_RELEASE = nothing("ucp_config_release", ADDRESS);
  static final MethodHandle INIT =
      status("ucp_init_version", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle CLEANUP = nothing("ucp_cleanup", ADDRESS);
  static final MethodHandle WORKER_CREATE = status("ucp_worker_create", ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle WORKER_DESTROY = nothing("ucp_worker_destroy", ADDRESS);
  static final MethodHandle WORKER_ADDRESS =
      status("ucp_worker_get_address", ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle RELEASE_ADDRESS =
      nothing("ucp_worker_release_address", ADDRESS, ADDRESS);
  static final MethodHandle SET_HANDLER =
      status("ucp_worker_set_am_recv_handler", ADDRESS, ADDRESS);
  static final MethodHandle PROGRESS =
      bind("ucp_worker_progress", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  static final MethodHandle EVENT_FILE = status("ucp_worker_get_efd", ADDRESS, ADDRESS);
  static final MethodHandle ARM = status("ucp_worker_arm", ADDRESS);
  static final MethodHandle SIGNAL = status("ucp_worker_signal", ADDRESS);
  static final MethodHandle CONNECT = status("ucp_ep_create", ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle DISCONNECT =
      bind("ucp_ep_close_nbx", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  static final MethodHandle SEND =
      bind(
          "ucp_am_send_nbx",
          FunctionDescriptor.of(
              ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS));
  static final MethodHandle CHECK = status("ucp_request_check_status", ADDRESS);
  static final MethodHandle FREE = nothing("ucp_request_free", ADDRESS);
  private static final MethodHandle TEXT =
      bind("ucs_status_string", FunctionDescriptor.of(ADDRESS, JAVA_BYTE));

  private Ucx() {}

  /** The version of the library that is loaded, as {@code [major, minor, patch]}. */
  static List<Integer> version() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment numbers = arena.allocate(3 * JAVA_INT.byteSize(), JAVA_INT.byteAlignment());
      GET_VERSION.invokeExact(numbers, numbers.asSlice(4), numbers.asSlice(8));
      return List.of(numbers.get(JAVA_INT, 0), numbers.get(JAVA_INT, 4), numbers.get(JAVA_INT, 8));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Throws what a status says, if it is an error. */
  static void demand(byte status, String what) throws IOException {
    if (status != OK) {
      throw new IOException(what + ": " + text(status));
    }
  }

  /** The error in what a function returned instead of a request; OK if it is none. */
  static byte error(MemorySegment request) {
    long value = request.address();
    return value < 0 && value >= LAST_ERROR ? (byte) value : OK;
  }

  static String text(byte status) {
    try {
      MemorySegment words = (MemorySegment) TEXT.invokeExact(status);
      return words.reinterpret(256).getString(0) + " (UCX " + status + ")";
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** A native call that could not even be made: a defect of this program. */
  static IllegalStateException broken(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("a call of UCX failed", cause);
  }

  private static MethodHandle status(String name, MemoryLayout... arguments) {
    return bind(name, FunctionDescriptor.of(JAVA_BYTE, arguments));
  }

  private static MethodHandle nothing(String name, MemoryLayout... arguments) {
    return bind(name, FunctionDescriptor.ofVoid(arguments));
  }

  private static MethodHandle bind(String name, FunctionDescriptor type) {
    MemorySegment function =
        LIBRARY
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("libucp has no function " + name));
    return LINKER.downcallHandle(function, type);
  }
}
