package io.weft.transport.rdma;

import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/**
 * What the plug-in must know of the transport to offer it. What is behind it needs a newer Java
 * than this type, and is found by its name. Safe on every thread.
 */
public interface RdmaTransport extends Transport, AutoCloseable {

  /** The scheme of its addresses. */
  String SCHEME = "rdma";

  /** The first Java with a final foreign function API (JEP 454). */
  int NEEDED_JAVA = 22;

  /** What carries the frames, truly: {@code rdma(mlx5_0)} or {@code ucx-shm}, and why not more. */
  String state();

  /** Whether other machines can be reached, and not only nodes of this one. */
  boolean reachesOthers();

  /** Closes all links and listeners, and ends the threads; nothing is called back afterwards. */
  @Override
  void close();

  /**
   * Opens what UCX has here.
   *
   * @throws IOException if there is nothing; the message says why and what to do
   */
  static RdmaTransport open(Identity identity, RdmaSettings settings) throws IOException {
    demandJava(Runtime.version().feature());
    String implementation = "io.weft.ucx.UcxTransport";
    try {
      return Class.forName(implementation)
          .asSubclass(RdmaTransport.class)
          .getConstructor(Identity.class, RdmaSettings.class)
          .newInstance(identity, settings);
    } catch (ClassNotFoundException e) {
      throw new IOException(
          "this Weft was built without a JDK of Java " + NEEDED_JAVA + "; build it with one", e);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IOException known) {
        throw known;
      }
      throw new IllegalStateException("the RDMA transport did not open", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(implementation + " is another than expected", e);
    }
  }

  /**
   * Says what is needed if this Java is too old.
   *
   * @throws IOException if it is
   */
  static void demandJava(int version) throws IOException {
    if (version < NEEDED_JAVA) {
      throw new IOException(
          "needs Java "
              + NEEDED_JAVA
              + ", and this is Java "
              + version
              + "; install a newer one, which weft up takes by itself, or name it in WEFT_JAVA");
    }
  }
}
