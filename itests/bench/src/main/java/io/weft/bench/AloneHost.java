package io.weft.bench;

import io.weft.node.packing.Compressions;
import io.weft.node.session.Session;
import io.weft.node.session.SessionHost;
import io.weft.node.session.SessionLink;
import io.weft.node.wire.MessageReader;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.v1.Discovery;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What is around a session that is measured alone: all links join it, nothing else happens. */
final class AloneHost implements SessionHost {
  private final Compressions compressions = new Compressions();
  Session session;

  @Override
  public Hello hello(SessionLink link, Lane lane) {
    return Hello.getDefaultInstance();
  }

  @Override
  public Session greeted(SessionLink link, Hello hello) {
    return session;
  }

  @Override
  public void linked(Session joined, SessionLink link) {}

  @Override
  public void unlinked(
      Session left, SessionLink link, boolean clean, Optional<IOException> cause) {}

  @Override
  public void rejected(SessionLink link, Optional<IOException> cause) {}

  @Override
  public void proven(Session joined, SessionLink link) {}

  @Override
  public void moved(Session joined, SessionLink to) {}

  @Override
  public void bulkWanted(Session joined) {}

  @Override
  public void leaving(Session joined) {}

  @Override
  public void parting(Session joined, String why) {}

  @Override
  public void frames(Session session, Link link, int count) {}

  @Override
  public void request(Session joined, SessionLink from, MessageReader reader, ByteBuffer view) {}

  @Override
  public void event(Session joined, MessageReader reader, ByteBuffer view) {}

  @Override
  public void advertised(Session joined, NodeMessage message) {}

  @Override
  public void other(Session joined, NodeMessage message) {}

  @Override
  public void records(Session joined, Discovery discovery) {}

  @Override
  public Compressions compressions() {
    return compressions;
  }

  @Override
  public Executor background() {
    return Runnable::run;
  }

  @Override
  public void callPending() {}
}
