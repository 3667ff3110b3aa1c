package io.weft.ucx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * One context and one worker of UCX, and the memory that they use. The worker is serialized: any
 * thread may call, one at a time, except for {@link #signal}, which every thread may call while the
 * worker lives. Offsets are those of the structures in {@code ucp.h}, whose first field says which
 * of the others are filled.
 */
final class Worker {

  /** What precedes the data of a message: the link's token and the message's number. */
  static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;

  private static final long FEATURE_WAKEUP = 1 << 4;
  private static final long FEATURE_MESSAGES = 1 << 6;
  private static final int THREADS_SERIALIZED = 1;

  /** Room for any of the parameter structures of 1.13, the largest of which has 208 bytes. */
  private static final int PARAMETERS_BYTES = 512;

  /** Any number below the limit of 65536; both sides use the same. */
  private static final int MESSAGE_ID = 1;

  private static final int WHOLE_MESSAGES = 1;
  private static final int ATTRIBUTE_FLAGS = 1 << 4;
  private static final int SEND_EAGERLY = 1 << 1;

  /** Where messages go. Called within {@link #progress}; it must not throw. */
  interface Inbound {
    /** The data is valid until this returns. */
    void message(long token, int number, MemorySegment data);
  }

  private final Arena arena = Arena.ofShared();
  private final MemorySegment context;
  private final MemorySegment worker;
  private final MemorySegment none;
  private final MemorySegment eagerly;
  private final MemorySegment poll;
  private final byte[] address;
  private final int eventFile;
  private final Inbound inbound;

  /**
   * Opens.
   *
   * @param transports as in {@code UCX_TLS}
   * @throws IOException if UCX can't use them; the message says why
   */
  Worker(String transports, Inbound inbound) throws IOException {
    this.inbound = inbound;
    none = parameters();
    eagerly = parameters();
    eagerly.set(JAVA_INT, 0, ATTRIBUTE_FLAGS);
    eagerly.set(JAVA_INT, 4, SEND_EAGERLY);
    poll = arena.allocate(JAVA_LONG);
    MemorySegment opened = MemorySegment.NULL;
    MemorySegment created = MemorySegment.NULL;
    try {
      opened = openContext(transports);
      created = createWorker(opened);
      listen(created);
      address = addressOf(created);
      MemorySegment file = arena.allocate(JAVA_INT);
      Ucx.demand((byte) Ucx.EVENT_FILE.invokeExact(created, file), "ucp_worker_get_efd");
      eventFile = file.get(JAVA_INT, 0);
    } catch (Throwable e) {
      release(opened, created);
      if (e instanceof IOException known) {
        throw known;
      }
      throw Ucx.broken(e);
    }
    context = opened;
    worker = created;
  }

  /** Where others reach this worker; opaque. */
  byte[] address() {
    return address.clone();
  }

  /** Memory that lives as long as the worker. */
  MemorySegment allocate(long bytes) {
    return arena.allocate(bytes, Long.BYTES);
  }

  /** Moves everything on; returns how much there was to do. */
  int progress() {
    try {
      return (int) Ucx.PROGRESS.invokeExact(worker);
    } catch (Throwable e) {
      throw Ucx.broken(e);
    }
  }

  /** Whether {@link #await} may follow: there is nothing to do at the moment. */
  boolean arm() throws IOException {
    byte status;
    try {
      status = (byte) Ucx.ARM.invokeExact(worker);
    } catch (Throwable e) {
      throw Ucx.broken(e);
    }
    if (status != Ucx.BUSY) {
      Ucx.demand(status, "ucp_worker_arm");
    }
    return status == Ucx.OK;
  }

  /** Sleeps until there is something to do, it is signalled, or the time is over. */
  void await(int millis) {
    UcxLibrary.poll(poll, eventFile, millis);
  }

  /** Wakes who sleeps. */
  void signal() {
    try {
      byte ignored = (byte) Ucx.SIGNAL.invokeExact(worker);
    } catch (Throwable e) {
      throw Ucx.broken(e);
    }
  }

  /**
   * An endpoint at another worker. Without UCX's error handling, which would switch shared memory
   * off: the control connection tells when the peer is gone.
   */
  MemorySegment connect(byte[] peer) throws IOException {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment there = call.allocate(peer.length, Long.BYTES);
      there.copyFrom(MemorySegment.ofArray(peer));
      MemorySegment parameters = call.allocate(PARAMETERS_BYTES, Long.BYTES);
      parameters.set(JAVA_LONG, 0, 1);
      parameters.set(ADDRESS, 8, there);
      MemorySegment endpoint = call.allocate(ADDRESS);
      Ucx.demand(
          (byte) Ucx.CONNECT.invokeExact(worker, parameters, endpoint),
          "UCX does not reach the other side");
      return endpoint.get(ADDRESS, 0);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Ucx.broken(e);
    }
  }

  /** Lets go of an endpoint once what was sent has arrived; a request as for {@link #send}. */
  MemorySegment disconnect(MemorySegment endpoint) {
    try {
      return (MemorySegment) Ucx.DISCONNECT.invokeExact(endpoint, none);
    } catch (Throwable e) {
      throw Ucx.broken(e);
    }
  }

  /**
   * Sends a message: {@link #HEADER_BYTES} of header and then the data. Returns null if the memory
   * is free again, else a request that has to be {@linkplain #isDone asked}.
   */
  MemorySegment send(MemorySegment endpoint, MemorySegment message, int dataBytes) {
    try {
      return (MemorySegment)
          Ucx.SEND.invokeExact(
              endpoint,
              MESSAGE_ID,
              message,
              (long) HEADER_BYTES,
              message.asSlice(Slot.DATA_OFFSET),
              (long) dataBytes,
              eagerly);
    } catch (Throwable e) {
      throw Ucx.broken(e);
    }
  }

  /** Whether a request is done; then it is freed and must not be used again. */
  boolean isDone(MemorySegment request) {
    try {
      if ((byte) Ucx.CHECK.invokeExact(request) == Ucx.IN_PROGRESS) {
        return false;
      }
      Ucx.FREE.invokeExact(request);
      return true;
    } catch (Throwable e) {
      throw Ucx.broken(e);
    }
  }

  /** Leaves a request to UCX; one that nobody lets go of would abort the process in the end. */
  void forget(MemorySegment request) {
    try {
      Ucx.FREE.invokeExact(request);
    } catch (Throwable e) {
      throw Ucx.broken(e);
    }
  }

  /** Ends worker, context and memory, in this order: callbacks live in the memory. */
  void destroy() {
    release(context, worker);
  }

  private void release(MemorySegment opened, MemorySegment created) {
    try {
      if (created.address() != 0) {
        Ucx.WORKER_DESTROY.invokeExact(created);
      }
      if (opened.address() != 0) {
        Ucx.CLEANUP.invokeExact(opened);
      }
    } catch (Throwable e) {
      throw Ucx.broken(e);
    } finally {
      arena.close();
    }
  }

  private MemorySegment openContext(String transports) throws Throwable {
    MemorySegment place = arena.allocate(ADDRESS);
    Ucx.demand(
        (byte) Ucx.CONFIG_READ.invokeExact(MemorySegment.NULL, MemorySegment.NULL, place),
        "ucp_config_read");
    MemorySegment configuration = place.get(ADDRESS, 0);
    try {
      MemorySegment key = arena.allocateFrom("TLS");
      MemorySegment value = arena.allocateFrom(transports);
      Ucx.demand(
          (byte) Ucx.CONFIG_MODIFY.invokeExact(configuration, key, value), "ucp_config_modify");
      MemorySegment parameters = parameters();
      parameters.set(JAVA_LONG, 0, 1);
      parameters.set(JAVA_LONG, 8, FEATURE_MESSAGES | FEATURE_WAKEUP);
      Ucx.demand(
          (byte) Ucx.INIT.invokeExact(Ucx.MAJOR, Ucx.MINOR, parameters, configuration, place),
          "ucp_init with UCX_TLS=" + transports);
      return place.get(ADDRESS, 0);
    } finally {
      Ucx.CONFIG_RELEASE.invokeExact(configuration);
    }
  }

  private MemorySegment createWorker(MemorySegment in) throws Throwable {
    MemorySegment parameters = parameters();
    parameters.set(JAVA_LONG, 0, 1);
    parameters.set(JAVA_INT, 8, THREADS_SERIALIZED);
    MemorySegment place = arena.allocate(ADDRESS);
    Ucx.demand((byte) Ucx.WORKER_CREATE.invokeExact(in, parameters, place), "ucp_worker_create");
    return place.get(ADDRESS, 0);
  }

  private void listen(MemorySegment on) throws Throwable {
    MethodHandle received =
        MethodHandles.lookup()
            .bind(
                this,
                "received",
                MethodType.methodType(
                    byte.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    long.class,
                    MemorySegment.class,
                    long.class,
                    MemorySegment.class));
    MemorySegment stub =
        Linker.nativeLinker()
            .upcallStub(
                received,
                FunctionDescriptor.of(
                    JAVA_BYTE, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
                arena);
    MemorySegment parameters = parameters();
    parameters.set(JAVA_LONG, 0, 1 | 2 | 4);
    parameters.set(JAVA_INT, 8, MESSAGE_ID);
    parameters.set(JAVA_INT, 12, WHOLE_MESSAGES);
    parameters.set(ADDRESS, 16, stub);
    Ucx.demand(
        (byte) Ucx.SET_HANDLER.invokeExact(on, parameters), "ucp_worker_set_am_recv_handler");
  }

  /** Called by UCX. What is thrown out of here would end the JVM. */
  @SuppressWarnings("unused")
  private byte received(
      MemorySegment argument,
      MemorySegment header,
      long headerBytes,
      MemorySegment data,
      long dataBytes,
      MemorySegment parameters) {
    if (headerBytes == HEADER_BYTES) {
      MemorySegment words = header.reinterpret(HEADER_BYTES);
      inbound.message(
          words.get(ValueLayouts.LONG, 0),
          words.get(ValueLayouts.INT, Long.BYTES),
          data.reinterpret(dataBytes));
    }
    return Ucx.OK;
  }

  private byte[] addressOf(MemorySegment of) throws Throwable {
    MemorySegment place = arena.allocate(ADDRESS);
    MemorySegment length = arena.allocate(JAVA_LONG);
    Ucx.demand((byte) Ucx.WORKER_ADDRESS.invokeExact(of, place, length), "ucp_worker_get_address");
    MemorySegment found = place.get(ADDRESS, 0);
    byte[] bytes = found.reinterpret(length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
    Ucx.RELEASE_ADDRESS.invokeExact(of, found);
    return bytes;
  }

  private MemorySegment parameters() {
    return arena.allocate(PARAMETERS_BYTES, Long.BYTES);
  }
}
