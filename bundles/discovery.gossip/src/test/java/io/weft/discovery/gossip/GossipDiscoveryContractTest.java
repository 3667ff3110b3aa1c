package io.weft.discovery.gossip;

import io.weft.discovery.DiscoveryProvider;
import io.weft.testkit.DiscoveryContract;
import io.weft.testkit.FixedSelf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class GossipDiscoveryContractTest extends DiscoveryContract {

  private final Circle circle =
      new Circle(new Gossip.Settings(Duration.ofSeconds(2), 1L << 20, 1L << 20), network::verify);
  private final Random random = new Random(1);
  private final FixedSelf mallory = network.node("mallory");

  @Override
  protected DiscoveryProvider provider(FixedSelf self) {
    return circle.provider(self);
  }

  @Override
  protected void garbage() {
    for (String action : List.of(Chat.ACTION, DigestAsk.ACTION, PageAsk.ACTION, "none")) {
      for (int bytes : new int[] {0, 1, 2, 20, 100, 5000, Writing.MAX_BYTES + 1}) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        circle.send(mallory.id(), action, content);
        if (bytes > 0) {
          content[0] = Writing.VERSION;
          circle.send(mallory.id(), action, content);
        }
      }
    }
    circle.send(mallory.id(), Chat.ACTION, new Chat(0, 1, 2, lies(), Marks.NONE).encode());
  }

  /** Nodes that are not there, in numbers. */
  private List<Item> lies() {
    List<Item> lies = new ArrayList<>();
    for (int i = 0; i < Chat.MAX_NEWS; i++) {
      Item.Kind kind = i % 2 == 0 ? Item.Kind.PRESENT : Item.Kind.GONE;
      lies.add(new Item(random.nextLong(), random.nextLong(Long.MAX_VALUE), kind));
    }
    return lies;
  }
}
