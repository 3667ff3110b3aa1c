package io.weft.codec.jackson;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * Says what is wrong with a value or with bytes: the type, its bundle, the place, what was expected
 * and what was found. It never repeats the content, which may be a secret.
 */
final class Complaint {
  /** Jackson's advice on its own settings, of no use to a user of Weft. */
  private static final Pattern ADVICE =
      Pattern.compile(
          "(?s), from `[^`]*`|\\n.*| \\(set [^)]*\\)| \\(to allow[^)]*\\)| \\(although [^)]*\\)");

  private final String contentType;

  Complaint(String contentType) {
    this.contentType = contentType;
  }

  String notAValue(Class<?> type) {
    return "cannot write " + named(type) + " as " + contentType + ": " + noValue();
  }

  String notAType(Type type) {
    return "cannot read " + contentType + " as " + named(type) + ": " + noValue();
  }

  String notWritten(@Nullable Object value, Throwable cause) {
    String type = value == null ? "null" : named(value.getClass());
    return "cannot write " + type + " as " + contentType + ": " + at(cause) + reason(cause);
  }

  String notRead(Type type, Throwable cause) {
    return "cannot read %s as %s: %s%s%s"
        .formatted(contentType, named(type), position(cause), at(cause), reason(cause));
  }

  private static String noValue() {
    return "it is no value (such as a record, a plain object, a collection or a map)";
  }

  private static String named(Type type) {
    Class<?> owner = Owner.ofType(type);
    Bundle bundle = owner == null ? null : FrameworkUtil.getBundle(owner);
    String name = type.getTypeName();
    return bundle == null ? name : name + " (bundle " + bundle.getSymbolicName() + ")";
  }

  private static String position(Throwable cause) {
    JsonLocation at = cause instanceof JsonProcessingException e ? e.getLocation() : null;
    if (at == null) {
      return "";
    }
    return at.getLineNr() > 0 // binary formats have no lines
        ? "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": "
        : "offset " + at.getByteOffset() + ": ";
  }

  /** The property, where the reason does not name it itself. */
  private static String at(Throwable cause) {
    String path = path(cause);
    return path.isEmpty() || kindIsWrong(cause) ? "" : "\"" + path + "\": ";
  }

  private static String reason(Throwable cause) {
    if (cause instanceof StackOverflowError) {
      return "nested too deeply";
    }
    if (cause instanceof StreamConstraintsException e) {
      return text(e.getOriginalMessage());
    }
    if (cause instanceof ValueInstantiationException e && e.getCause() != null) {
      return "refused by " + e.getType().getRawClass().getName() + ": " + e.getCause().getMessage();
    }
    if (kindIsWrong(cause)) {
      return kinds((MismatchedInputException) cause);
    }
    return cause instanceof JsonProcessingException e
        ? text(e.getOriginalMessage())
        : cause.toString();
  }

  private static boolean kindIsWrong(Throwable cause) {
    return cause instanceof MismatchedInputException e
        && e.getTargetType() != null
        && found(e) != null;
  }

  private static String kinds(MismatchedInputException e) {
    String path = path(e);
    String where = path.isEmpty() ? "" : " for \"" + path + "\"";
    String none = e instanceof InvalidFormatException && isText(e) ? " that is none" : "";
    return "expected "
        + Kinds.expected(e.getTargetType())
        + where
        + " but found "
        + found(e)
        + none;
  }

  private static boolean isText(JsonProcessingException e) {
    return e.getProcessor() instanceof JsonParser parser
        && parser.currentToken() == JsonToken.VALUE_STRING;
  }

  private static @Nullable String found(JsonProcessingException e) {
    JsonToken token = e.getProcessor() instanceof JsonParser parser ? parser.currentToken() : null;
    return token == null ? null : Kinds.found(token);
  }

  private static String path(Throwable cause) {
    List<JsonMappingException.Reference> path =
        cause instanceof JsonMappingException e ? e.getPath() : List.of();
    StringBuilder text = new StringBuilder();
    for (JsonMappingException.Reference step : path) {
      if (step.getFieldName() == null) {
        text.append('[').append(step.getIndex()).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return text.toString();
  }

  private static String text(@Nullable String message) {
    return message == null ? "unreadable" : ADVICE.matcher(message).replaceAll("");
  }
}
