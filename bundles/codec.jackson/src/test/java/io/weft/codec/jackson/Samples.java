package io.weft.codec.jackson;

import io.weft.testkit.CodecContract.Sample;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Values that both codecs take round. */
final class Samples {
  private Samples() {}

  record Login(String user, int age) {}

  record Empty() {}

  enum Colour {
    RED,
    GREEN
  }

  record Numbers(
      byte b, short s, int i, long l, float f, double d, BigInteger big, BigDecimal exact) {}

  record Times(Instant instant, Duration duration, LocalDate date) {}

  record Many(
      List<Login> list,
      Map<String, Login> map,
      Set<Colour> set,
      Optional<String> some,
      Optional<String> none,
      int[] array,
      UUID uuid,
      URI uri,
      boolean flag,
      String nothing) {}

  record Tree(Tree left, Tree right, String name) {}

  record Page<T>(List<T> items, int total) {}

  record Picture(String name, @SuppressWarnings("ArrayRecordComponent") byte[] bytes) {}

  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  /** A plain object, as older code has them. */
  public static final class Account {
    private String owner;
    private long cents;

    public String getOwner() {
      return owner;
    }

    public void setOwner(String owner) {
      this.owner = owner;
    }

    public long getCents() {
      return cents;
    }

    public void setCents(long cents) {
      this.cents = cents;
    }
  }

  static Map<String, Sample> all() {
    Map<String, Sample> all = new LinkedHashMap<>();
    put(all, "record", new Login("ada", 36));
    put(all, "record without components", new Empty());
    put(all, "text of all planes", new Login("äß€ \u0000 \uD83D\uDE00 \"\\ \n", -1));
    put(all, "enum", Colour.GREEN);
    put(all, "numbers", numbers());
    put(all, "extreme numbers", extremeNumbers());
    put(
        all,
        "times",
        new Times(
            Instant.parse("2026-11-21T08:01:02.123456789Z"),
            Duration.ofNanos(1_234_567_890_123L),
            LocalDate.of(2026, 2, 28)));
    put(all, "collections", many());
    put(all, "nested", new Tree(new Tree(null, null, "l"), new Tree(null, null, "r"), "top"));
    put(all, "bytes in a record", new Picture("dot", new byte[] {0, 1, -1, 127, -128}));
    put(all, "plain object", account());
    put(all, "string", "hello");
    put(all, "whole number", 42);
    put(all, "large whole number", Long.MAX_VALUE);
    put(all, "fraction", 0.1);
    put(all, "boolean", true);
    put(all, "bytes", new byte[] {1, 2, 3});
    put(all, "array of records", new Login[] {new Login("a", 1), new Login("b", 2)});
    all.put("list", new Sample(List.of(new Login("a", 1)), generic(List.class, Login.class)));
    all.put(
        "map",
        new Sample(Map.of("k", new Login("a", 1)), generic(Map.class, String.class, Login.class)));
    all.put(
        "generic record",
        new Sample(new Page<>(List.of(new Login("a", 1)), 9), generic(Page.class, Login.class)));
    all.put("anything", new Sample(Map.of("a", Arrays.asList(1, "x", null)), Object.class));
    return all;
  }

  static Type generic(Class<?> raw, Type... arguments) {
    return new ParameterizedType() {
      @Override
      public Type[] getActualTypeArguments() {
        return arguments.clone();
      }

      @Override
      public Type getRawType() {
        return raw;
      }

      @Override
      public Type getOwnerType() {
        return raw.getDeclaringClass();
      }

      @Override
      public String getTypeName() {
        return raw.getTypeName() + Arrays.toString(arguments);
      }
    };
  }

  private static void put(Map<String, Sample> all, String name, Object value) {
    all.put(name, new Sample(value, value.getClass()));
  }

  private static Numbers numbers() {
    return new Numbers(
        (byte) 1, (short) 2, 3, 4L, 5.5f, 6.25, new BigInteger("7"), new BigDecimal("8.90"));
  }

  private static Numbers extremeNumbers() {
    return new Numbers(
        Byte.MIN_VALUE,
        Short.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MIN_VALUE,
        Float.NEGATIVE_INFINITY,
        Double.NaN,
        BigInteger.TWO.pow(200),
        new BigDecimal("-1e-50"));
  }

  private static Many many() {
    return new Many(
        List.of(new Login("a", 1), new Login("b", 2)),
        Map.of("c", new Login("c", 3)),
        Set.of(Colour.RED),
        Optional.of("some"),
        Optional.empty(),
        new int[] {1, 2, 3},
        UUID.fromString("00000000-0000-0001-0000-000000000002"),
        URI.create("tcp://127.0.0.1:7001"),
        true,
        null);
  }

  private static Account account() {
    Account account = new Account();
    account.setOwner("ada");
    account.setCents(1999);
    return account;
  }
}
