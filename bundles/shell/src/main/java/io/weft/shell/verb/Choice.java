package io.weft.shell.verb;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads one of some words.
 *
 * @param words constants whose {@code toString} is the word
 */
record Choice<E extends Enum<E>>(Class<E> words) implements ITypeConverter<E> {

  @Override
  public E convert(String text) {
    return Arrays.stream(words.getEnumConstants())
        .filter(word -> word.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + text
                        + "' is none of "
                        + Arrays.stream(words.getEnumConstants())
                            .map(E::toString)
                            .collect(Collectors.joining(", "))));
  }
}
