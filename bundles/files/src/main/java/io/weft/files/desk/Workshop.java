package io.weft.files.desk;

import io.weft.files.live.Asking;
import io.weft.files.live.Live;
import io.weft.files.live.Notices;
import io.weft.files.receive.Errand;
import io.weft.files.receive.Landings;
import io.weft.files.receive.Pull;
import io.weft.files.receive.Surroundings;
import io.weft.files.send.Outgoing;
import io.weft.files.send.Serving;
import io.weft.files.wire.Closing;
import io.weft.files.wire.Messages;
import io.weft.node.NodeId;
import io.weft.transfer.Transfer.Direction;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * What transfers are made of.
 *
 * @param surroundings of those to this node
 * @param serving of those from it
 * @param book what survives restarts
 * @param notices who is told
 */
public record Workshop(
    Surroundings surroundings, Serving serving, Book book, Notices notices, Landings landings) {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  Live live(String id, Direction direction, NodeId peer, String name) {
    return new Live(
        id,
        direction,
        peer,
        name,
        new Live.Around(asking(), surroundings.company(), notices, surroundings.nanoTime()));
  }

  Pull pull(Errand errand, Live live, Pull.Ended ended) {
    return new Pull(errand, live, surroundings, landings, ended);
  }

  Outgoing.Around sending(Consumer<Outgoing> ended) {
    return new Outgoing.Around(
        asking(),
        surroundings.company(),
        surroundings.threads(),
        surroundings.nanoTime(),
        surroundings.limits().giveUp(),
        ended);
  }

  private Asking asking() {
    return surroundings.asking();
  }

  void say(NodeId peer, Closing closing) {
    try {
      surroundings
          .threads()
          .execute(() -> asking().ask(peer, Messages.CLOSE, closing.write(), PATIENCE));
    } catch (RejectedExecutionException e) {
      // The node stops.
    }
  }
}
