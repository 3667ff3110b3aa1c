package io.weft.discovery.bootstrap;

import io.weft.discovery.Records;
import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.peer.Peers;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The services of the node, which come after its providers and go before them. Safe on every
 * thread.
 */
final class Vicinity {

  private volatile @Nullable Exchange exchange;
  private volatile @Nullable Directory directory;
  private volatile @Nullable Records records;
  private volatile @Nullable Peers peers;

  /** All of them. */
  record Services(Exchange exchange, Directory directory, Records records, Peers peers) {}

  /** All of them; empty while one is not there. */
  Optional<Services> services() {
    Exchange calls = exchange;
    Directory offers = directory;
    Records known = records;
    Peers others = peers;
    return calls == null || offers == null || known == null || others == null
        ? Optional.empty()
        : Optional.of(new Services(calls, offers, known, others));
  }

  void exchange(@Nullable Exchange found) {
    exchange = found;
  }

  void directory(@Nullable Directory found) {
    directory = found;
  }

  void records(@Nullable Records found) {
    records = found;
  }

  void peers(@Nullable Peers found) {
    peers = found;
  }
}
