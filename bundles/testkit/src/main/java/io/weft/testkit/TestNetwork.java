package io.weft.testkit;

import io.weft.node.NodeRecord;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network for tests of discovery: it makes nodes with keys of their own, and its sinks admit the
 * records of these nodes and no others. Safe on every thread.
 */
public final class TestNetwork {

  private final String id;
  private final Map<ByteBuffer, NodeRecord> issued = new ConcurrentHashMap<>();

  /**
   * @param id the network's id
   */
  public TestNetwork(String id) {
    this.id = id;
  }

  /** The network's id. */
  public String id() {
    return id;
  }

  /** A new node of this network. */
  public FixedSelf node(String name) {
    return new FixedSelf(this, name);
  }

  /** A sink that admits this network's nodes. */
  public RecordingSink sink() {
    return new RecordingSink(this::verify);
  }

  /** The record in these bytes, if this network has issued it. */
  public Optional<NodeRecord> verify(byte[] signed) {
    return Optional.ofNullable(issued.get(ByteBuffer.wrap(signed)));
  }

  void issue(byte[] signed, NodeRecord record) {
    issued.put(ByteBuffer.wrap(signed.clone()), record);
  }
}
