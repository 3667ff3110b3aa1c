package io.weft.example.calls;

import io.weft.example.calls.Shop.Article;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.Handler;
import io.weft.exchange.Lent;
import io.weft.exchange.Request;
import io.weft.exchange.ServiceAt;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.osgi.service.component.annotations.Component;

/** Large answers: pictures, whose memory is lent and used again. */
@Component
@ServiceAt(
    path = "shop/pictures",
    version = "1.0.0",
    description = "Pictures of what there is.",
    actions = {"picture"},
    idempotent = {"picture"})
public final class Pictures implements Handler {

  /** Of a picture, at most. */
  static final int MOST_BYTES = 1 << 20;

  private static final int SPARES = 4;

  private final Queue<byte[]> spares = new ArrayBlockingQueue<>(SPARES);

  @Override
  public Object handle(Request request) {
    Article article = request.as(Article.class);
    if (article == null || article.name() == null) {
      throw new ApplicationException(
          ApplicationException.BAD_PARAMS, "a picture needs an article, as in {\"name\": \"tea\"}");
    }
    byte[] spare = spares.poll();
    byte[] memory = spare == null ? new byte[MOST_BYTES] : spare;
    int length = paint(article.name(), memory);
    return new Lent(ByteBuffer.wrap(memory, 0, length), () -> spares.offer(memory));
  }

  /** All in the colour of its first letter. */
  private static int paint(String article, byte[] memory) {
    int length = Math.min(memory.length, article.length() * 100_000);
    Arrays.fill(memory, 0, length, (byte) (article.isEmpty() ? ' ' : article.charAt(0)));
    return length;
  }

  int spares() {
    return spares.size();
  }
}
