package io.weft.node.packing;

import io.weft.exchange.Compression;
import io.weft.exchange.PayloadException;
import io.weft.node.Metric;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.PackedWire;
import io.weft.node.wire.WireException;
import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways of compressing that are installed, and when they are used. One that goes is first taken
 * back from all peers: nothing that is packed in its way comes any more when its bundle stops. Safe
 * on every thread.
 */
@Component(service = Compressions.class, configurationPid = "io.weft.compression")
@Designate(ocd = CompressionSettings.class)
public final class Compressions {
  private static final Logger LOG = LoggerFactory.getLogger(Compressions.class);

  private final Scratch scratch = new Scratch();
  private final Packer packer = new Packer(scratch);
  private final ReentrantLock changing = new ReentrantLock();
  private final LongAdder bytesBefore = new LongAdder();
  private final LongAdder bytesAfter = new LongAdder();
  private final LongAdder packedFrames = new LongAdder();
  private final LongAdder leftFrames = new LongAdder();
  private volatile CompressionValues values;
  // What peers may use; one that is on its way out is installed only.
  private volatile List<Compression> offered = List.of();
  private volatile List<Compression> installed = List.of();
  private volatile Runnable changed = () -> {};

  /** With the values of the settings page. */
  public Compressions() {
    this(CompressionValues.DEFAULT);
  }

  public Compressions(CompressionValues values) {
    this.values = values;
  }

  /**
   * @throws IllegalArgumentException if a value is out of range; the message names it
   */
  @Activate
  public Compressions(CompressionSettings settings) {
    this(read(settings));
  }

  @Modified
  void modified(CompressionSettings settings) {
    try {
      change(read(settings));
    } catch (IllegalArgumentException e) {
      LOG.warn("{}; the values before it stay in force", e.getMessage());
    }
  }

  private static CompressionValues read(CompressionSettings settings) {
    try {
      return CompressionValues.of(settings);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("io.weft.compression: " + e.getMessage(), e);
    }
  }

  /** Other values from now on. */
  public void change(CompressionValues next) {
    values = next;
    changed.run();
  }

  /**
   * Who tells all peers what can be unpacked here, and waits until they keep to it, bounded. Called
   * when that, or the settings, have changed.
   */
  public void whenChanged(Runnable told) {
    changed = told;
  }

  /** Installs a way of compressing. */
  public void add(Compression added) {
    String name = added.name();
    if (!name.matches("[a-z0-9]{1," + PackedWire.MAX_METHOD_BYTES + "}")) {
      LOG.warn(
          "a compression named \"{}\" is not used: 1 to {} lower-case letters and digits are"
              + " expected",
          name,
          PackedWire.MAX_METHOD_BYTES);
      return;
    }
    changing.lock();
    try {
      installed = with(installed, added);
      offered = with(offered, added);
    } finally {
      changing.unlock();
    }
    changed.run();
  }

  /** Takes it out: when this returns, nobody uses it any more. Blocks, bounded. */
  public void remove(Compression gone) {
    changing.lock();
    try {
      offered = without(offered, gone);
    } finally {
      changing.unlock();
    }
    changed.run();
    changing.lock();
    try {
      installed = without(installed, gone);
    } finally {
      changing.unlock();
    }
  }

  private static List<Compression> with(List<Compression> before, Compression added) {
    List<Compression> after = new ArrayList<>(without(before, added));
    after.add(added);
    return List.copyOf(after);
  }

  private static List<Compression> without(List<Compression> before, Compression gone) {
    return before.stream().filter(each -> each != gone).toList();
  }

  // ---- between nodes

  /** What peers may pack with. */
  public List<String> unpacks() {
    return offered.stream().map(Compression::name).distinct().toList();
  }

  /**
   * What is packed with for a peer.
   *
   * @param peerUnpacks what it can undo
   */
  public Optional<Compression> choose(List<String> peerUnpacks) {
    for (String method : values.methods()) {
      if (peerUnpacks.contains(method)) {
        for (Compression each : offered) {
          if (each.name().equals(method)) {
            return Optional.of(each);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether frames of this size are packed at all, on an interface of this kind. */
  public boolean wants(int size, boolean withinMachine, long speedMbps) {
    CompressionValues now = values;
    return now.fromBytes() > 0
        && size >= now.fromBytes()
        && (withinMachine ? now.withinMachine() : speedMbps <= now.upToMbps());
  }

  /** The frame made smaller; itself if that does not pay. */
  public Frame pack(Compression method, Frame frame, int size) {
    Frame packed = null;
    try {
      packed = packer.pack(method, frame, size);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn(
          "{} failed on a frame of {} bytes, which is sent as it is: {}",
          method.name(),
          size,
          e + "");
    }
    if (packed == null) {
      leftFrames.increment();
      return frame;
    }
    packedFrames.increment();
    bytesBefore.add(size);
    bytesAfter.add(packed.size() + (long) packed.tail().map(ByteBuffer::remaining).orElse(0));
    return packed;
  }

  /** Who takes a frame that was unpacked; it is gone when this returns. */
  @FunctionalInterface
  public interface Unpacked {
    void take(ByteBuffer frame) throws WireException;
  }

  /**
   * Undoes a packed frame.
   *
   * @param reader that has just read it
   * @param limit bytes that a frame may have, looked at before anything is allocated
   * @throws WireException if it is too large, or not what it says
   */
  public void unpack(MessageReader reader, ByteBuffer view, int limit, Unpacked taker)
      throws WireException {
    int size = reader.unpackedSize();
    int length = reader.bodyLength();
    if (size <= 0 || size > limit) {
      throw new WireException(
          "packed frame of "
              + Integer.toUnsignedString(size)
              + " bytes (limit "
              + limit
              + ", max_message_size)");
    }
    Compression method = installed(reader.method());
    byte[] packed = scratch.take(length);
    byte[] whole = scratch.take(size);
    try {
      view.get(reader.bodyOffset(), packed, 0, length);
      decompress(method, packed, length, whole, size);
      taker.take(ByteBuffer.wrap(whole, 0, size).asReadOnlyBuffer());
    } finally {
      scratch.give(packed);
      scratch.give(whole);
    }
  }

  private static void decompress(
      Compression method, byte[] packed, int length, byte[] whole, int size) throws WireException {
    try {
      method.decompress(packed, length, whole, size);
    } catch (RuntimeException | LinkageError e) {
      throw new WireException(
          length
              + " bytes that are no frame of "
              + size
              + " bytes packed as "
              + method.name()
              + ": "
              + (e instanceof PayloadException ? e.getMessage() : e.toString()));
    }
  }

  private Compression installed(String name) throws WireException {
    Compression found = find(name);
    if (found == null) {
      throw new WireException(
          "frame packed as \""
              + name
              + "\", which is not installed here; installed: "
              + installed.stream().map(Compression::name).collect(Collectors.joining(", ")));
    }
    return found;
  }

  private @Nullable Compression find(String name) {
    for (Compression each : installed) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return null;
  }

  /** What was packed since the start. */
  public List<Metric> metrics() {
    return List.of(
        new Metric("weft.packed.bytes", Map.of("state", "before"), bytesBefore.sum()),
        new Metric("weft.packed.bytes", Map.of("state", "after"), bytesAfter.sum()),
        new Metric("weft.packed.frames", Map.of("outcome", "packed"), packedFrames.sum()),
        new Metric("weft.packed.frames", Map.of("outcome", "left"), leftFrames.sum()));
  }
}
