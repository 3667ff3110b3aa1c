package io.weft.control.state;

import io.weft.control.Controls;
import io.weft.control.Kind;
import io.weft.control.Leases;
import io.weft.control.Policy;
import io.weft.node.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** States of points as bytes: one form for each state, so that equal states are equal bytes. */
final class PointForm {

  /** Nodes that can contribute to one point, over all their starts: sums stay small. */
  static final int MAX_SHARES = 1024;

  /** By their number in the form. */
  private static final List<Policy> POLICIES =
      List.of(Policy.LAST_WRITER, Policy.MAXIMUM, Policy.SUM, Policy.LEASE);

  /** The least that a share takes: node, incarnation, covers, time, priority, no value. */
  private static final int SHARE_BYTES = 13;

  private PointForm() {}

  /** A hash of the whole state, the same on every node that has the same state. */
  static long hash(PointState state) {
    ByteWriter out = new ByteWriter(128);
    write(out, state, (writer, node) -> writer.raw(NodeBytes.of(node)));
    return out.hash();
  }

  static void write(ByteWriter out, PointState state, BiConsumer<ByteWriter, NodeId> nodes) {
    out.text(state.name()).number(state.life());
    Content content = state.content();
    if (content instanceof Gone gone) {
      stamp(out, gone.stamp(), nodes);
      return;
    }
    out.octet(POLICIES.indexOf(state.policy())).octet(ValueForm.KINDS.indexOf(state.kind()));
    if (content instanceof Layers layers) {
      out.number(layers.layers().size());
      layers.layers().forEach(layer -> layer(out, layer, nodes));
    } else if (content instanceof Shares shares) {
      out.number(shares.shares().size());
      shares.shares().forEach(share -> share(out, share, nodes));
    } else if (content instanceof Tenure tenure) {
      tenure(out, tenure, nodes);
    }
  }

  private static void stamp(ByteWriter out, Stamp stamp, BiConsumer<ByteWriter, NodeId> nodes) {
    out.fixed(stamp.time());
    nodes.accept(out, stamp.node());
  }

  private static void layer(ByteWriter out, Layer layer, BiConsumer<ByteWriter, NodeId> nodes) {
    out.octet(layer.priority());
    stamp(out, layer.stamp(), nodes);
    optional(out, layer.value());
  }

  private static void optional(ByteWriter out, @Nullable Object value) {
    out.octet(value == null ? 0 : 1);
    if (value != null) {
      ValueForm.write(out, value);
    }
  }

  private static void share(ByteWriter out, Share share, BiConsumer<ByteWriter, NodeId> nodes) {
    nodes.accept(out, share.node());
    out.number(share.incarnation()).number(share.covers()).fixed(share.time());
    out.octet(share.priority());
    optional(out, share.value());
  }

  private static void tenure(ByteWriter out, Tenure tenure, BiConsumer<ByteWriter, NodeId> nodes) {
    out.number(tenure.term()).octet(tenure.priority());
    stamp(out, tenure.claim(), nodes);
    NodeId holder = tenure.holder();
    out.octet(holder == null ? 0 : 1);
    if (holder != null) {
      nodes.accept(out, holder);
    }
    out.number(tenure.millis()).number(tenure.renewals());
    Layer set = tenure.set();
    out.octet(set == null ? 0 : 1);
    if (set != null) {
      layer(out, set, nodes);
    }
  }

  /**
   * Reads one.
   *
   * @param nodes reads what stands for a node
   * @throws FormException if it is none
   */
  static PointState read(ByteReader in, Function<ByteReader, NodeId> nodes) {
    String name = in.text(Values.MAX_NAME);
    if (!Values.isName(name)) {
      throw in.bad("name of a point");
    }
    int life = (int) in.number(PointState.MAX_LIFE);
    if ((life & 1) == 1) {
      return PointState.gone(name, life, stamp(in, nodes));
    }
    Policy policy = POLICIES.get(in.octet(POLICIES.size() - 1));
    Kind kind = ValueForm.KINDS.get(in.octet(ValueForm.KINDS.size() - 1));
    if (kind != Kind.NUMBER && (policy == Policy.MAXIMUM || policy == Policy.SUM)) {
      throw in.bad(policy + " of a " + kind);
    }
    Content content =
        switch (policy) {
          case LAST_WRITER -> layers(in, kind, nodes);
          case MAXIMUM, SUM -> shares(in, policy, nodes);
          case LEASE -> tenure(in, kind, nodes);
        };
    return new PointState(name, life, policy, kind, content);
  }

  private static Stamp stamp(ByteReader in, Function<ByteReader, NodeId> nodes) {
    return new Stamp(time(in), nodes.apply(in));
  }

  private static long time(ByteReader in) {
    long time = in.fixed();
    if (time < 0) {
      throw in.bad("time " + time);
    }
    return time;
  }

  private static Layers layers(ByteReader in, Kind kind, Function<ByteReader, NodeId> nodes) {
    int count = (int) in.number(Controls.MAX_PRIORITY + 1);
    List<Layer> layers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Layer layer = layer(in, kind, nodes);
      if (i > 0 && layer.priority() <= layers.get(i - 1).priority()) {
        throw in.bad("priorities out of order");
      }
      layers.add(layer);
    }
    return new Layers(layers);
  }

  private static Layer layer(ByteReader in, Kind kind, Function<ByteReader, NodeId> nodes) {
    int priority = in.octet(Controls.MAX_PRIORITY);
    Stamp stamp = stamp(in, nodes);
    return new Layer(priority, stamp, in.octet(1) == 0 ? null : ValueForm.read(in, kind));
  }

  private static Shares shares(ByteReader in, Policy policy, Function<ByteReader, NodeId> nodes) {
    int count = in.count(MAX_SHARES, SHARE_BYTES);
    List<Share> shares = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Share share = share(in, nodes);
      boolean fits = (policy == Policy.SUM) == (share.incarnation() > 0);
      if (!fits || share.covers() > Math.max(0, share.incarnation() - 1)) {
        throw in.bad("incarnation " + share.incarnation() + " that covers " + share.covers());
      }
      if (i > 0 && share.compareKey(shares.get(i - 1)) <= 0) {
        throw in.bad("shares out of order");
      }
      shares.add(share);
    }
    return new Shares(shares);
  }

  private static Share share(ByteReader in, Function<ByteReader, NodeId> nodes) {
    NodeId node = nodes.apply(in);
    long incarnation = in.number(Long.MAX_VALUE);
    long covers = in.number(Long.MAX_VALUE);
    long time = time(in);
    int priority = in.octet(Controls.MAX_PRIORITY);
    Double value = in.octet(1) == 0 ? null : (Double) ValueForm.read(in, Kind.NUMBER);
    return new Share(node, incarnation, covers, time, priority, value);
  }

  private static Tenure tenure(ByteReader in, Kind kind, Function<ByteReader, NodeId> nodes) {
    long term = in.number(Tenure.MOST);
    int priority = in.octet(Controls.MAX_PRIORITY);
    Stamp claim = stamp(in, nodes);
    NodeId holder = in.octet(1) == 0 ? null : nodes.apply(in);
    long millis = in.number(Leases.LONGEST.toMillis());
    long renewals = in.number(Tenure.MOST);
    Layer set = in.octet(1) == 0 ? null : layer(in, kind, nodes);
    return new Tenure(term, priority, claim, holder, millis, renewals, set);
  }
}
