package io.weft.transport;

import java.io.IOException;
import java.net.URI;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to carry frames between two nodes. A transport knows nothing of requests or peers: it
 * listens, dials, proves who is at the other end, and keeps frames whole and in order.
 *
 * <p>Registered as a service with {@link #SCHEMES} and {@link #LISTEN}. Both methods may block, and
 * are never called on a thread that delivers frames. When the service is unregistered the node lets
 * go of every link before it returns from its unbind callback; after that a transport must hold no
 * thread, socket or file.
 */
@ConsumerType
public interface Transport {

  /** Service property, {@code String[]}: the URI schemes that this transport serves. */
  String SCHEMES = "weft.transport.schemes";

  /**
   * Service property, {@code String}: where the node listens unless told otherwise, as a URI in
   * which the node fills <code>{bind}</code>, <code>{port}</code> and <code>{data}</code>, such as
   * <code>tcp://{bind}:{port}</code>.
   */
  String LISTEN = "weft.transport.listen";

  /**
   * Service property, {@code String}, optional: what carries the frames here, for people, such as
   * {@code rdma(mlx5_0)}. A plug-in that has nothing to offer on this machine registers no
   * transport; it may register any other service with {@code unavailable: } and the reason.
   */
  String STATE = "weft.transport.state";

  /**
   * Service property, {@code Integer}, optional: what sending costs beside TCP over the same
   * interface, in percent; less is better. Taken from 10 to 10,000; a link that is far slower than
   * it says is used last all the same.
   */
  String COST = "weft.transport.cost";

  /** The cost of a transport that says nothing: that of TCP (percent). */
  int USUAL_COST = 100;

  /**
   * Starts to listen. Port 0 takes any free port.
   *
   * @param acceptor is told of each link once it is authenticated
   * @throws IOException if it cannot listen there; the message names the address and what to do
   * @throws IllegalArgumentException if the address is not of this transport's form
   */
  Listener listen(URI address, LinkOptions options, Acceptor acceptor) throws IOException;

  /**
   * Makes a link; returns when this side has authenticated the other. The other side may still
   * refuse: then the link closes with a {@link LinkRefusedException} before any frame arrives.
   *
   * @throws LinkRefusedException if one side does not admit the other; trying again does not help
   * @throws IOException if nobody answers there; trying again later may help
   * @throws IllegalArgumentException if the address is not of this transport's form
   */
  Link dial(URI address, Expectation expectation, LinkOptions options, Receiver receiver)
      throws IOException;
}
