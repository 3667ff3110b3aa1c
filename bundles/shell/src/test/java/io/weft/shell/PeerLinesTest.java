package io.weft.shell;

import static io.weft.shell.verb.FakeMesh.B;
import static io.weft.shell.verb.FakeMesh.LONG_AGO;
import static io.weft.shell.verb.FakeMesh.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.peer.PeerEvent;
import io.weft.peer.PeerEvent.Kind;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerInfo.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerLinesTest {

  private final List<String> printed = new ArrayList<>();
  private final PeerLines lines = new PeerLines(printed::add);
  private final PeerInfo known = peer(B, "node-b", State.KNOWN);
  private final PeerInfo connected = peer(B, "node-b", State.CONNECTED);

  @Test
  void aPeersLifeIsTold() {
    lines.changed(known, event(0, Kind.SEEN, "mdns"));
    lines.changed(known, event(1, Kind.DIALLED, "tcp://10.0.0.7:7001"));
    lines.changed(connected, event(43, Kind.LINKED, ""));
    lines.changed(connected, event(43, Kind.CONNECTED, ""));
    lines.changed(peer(B, "node-b", State.LOST), event(1000, Kind.LOST, "reset by peer"));
    lines.changed(connected, event(3000, Kind.CONNECTED, ""));
    lines.changed(peer(B, "node-b", State.GONE), event(4000, Kind.GONE, "goodbye"));

    assertThat(printed)
        .containsExactly(
            "found node-b (bbbbbbbb) by mdns",
            "connected node-b (bbbbbbbb) by tcp over ethernet in 43 ms",
            "lost node-b (bbbbbbbb): reset by peer",
            "connected node-b (bbbbbbbb) by tcp over ethernet in 2.0 s",
            "gone node-b (bbbbbbbb): goodbye");
  }

  @Test
  void nothingIsToldTwice() {
    lines.changed(known, event(0, Kind.SEEN, "mdns"));
    lines.changed(known, event(1, Kind.SEEN, "local"));
    lines.changed(known, event(2, Kind.REFUSED, "not invited"));
    lines.changed(known, event(3, Kind.REFUSED, "not invited"));
    lines.changed(known, event(4, Kind.REFUSED, "expired"));

    assertThat(printed)
        .containsExactly(
            "found node-b (bbbbbbbb) by mdns",
            "refused node-b (bbbbbbbb): not invited",
            "refused node-b (bbbbbbbb): expired");
  }

  @Test
  void peersThatWereThereBeforeAreToldToo() {
    lines.already(connected);
    lines.already(connected);
    lines.changed(connected, event(0, Kind.CONNECTED, ""));

    assertThat(printed)
        .containsExactly(
            "found node-b (bbbbbbbb) by mdns", "connected node-b (bbbbbbbb) by tcp over ethernet");
  }

  private static PeerEvent event(long millis, Kind kind, String detail) {
    return new PeerEvent(LONG_AGO.plusMillis(millis), kind, detail);
  }
}
