package io.weft.discovery.registry;

import io.weft.discovery.RecordException;
import io.weft.discovery.RecordException.Reason;
import io.weft.discovery.Records;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.testkit.TestNetwork;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Believes what a network has issued. */
record KnownRecords(Function<byte[], Optional<NodeRecord>> issued) implements Records {

  KnownRecords(TestNetwork network) {
    this(network::verify);
  }

  @Override
  public List<Known> known() {
    return List.of();
  }

  @Override
  public Optional<Known> find(NodeId node) {
    return Optional.empty();
  }

  @Override
  public NodeRecord verify(byte[] signed) throws RecordException {
    return issued
        .apply(signed)
        .orElseThrow(() -> new RecordException(Reason.BAD_SIGNATURE, "its key has not signed it"));
  }
}
