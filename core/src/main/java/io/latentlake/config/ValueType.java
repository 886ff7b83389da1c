package io.latentlake.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Converts text to the value of a key, and values to text. */
final class ValueType {
  /** A value is not allowed; {@link #allowed} describes the allowed ones. */
  static final class MismatchException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private ValueType() {}

  static boolean isList(Type type) {
    return isRaw(type, List.class);
  }

  static boolean isOptional(Type type) {
    return isRaw(type, Optional.class);
  }

  /** Converts {@code raw} to the value of a key. */
  static Object parse(KeySpec spec, RawValue raw) throws MismatchException {
    if (isList(spec.type())) {
      return parseList(spec, raw);
    }
    if (isOptional(spec.type())) {
      return raw instanceof RawValue.Absent
          ? Optional.empty()
          : Optional.of(parseOne(argument(spec.type()), spec.key(), textOf(raw)));
    }
    return parseOne((Class<?>) spec.type(), spec.key(), textOf(raw));
  }

  private static List<Object> parseList(KeySpec spec, RawValue raw) throws MismatchException {
    List<String> texts;
    if (raw instanceof RawValue.Texts several) {
      texts = several.texts();
    } else if (raw instanceof RawValue.Text one) {
      texts = List.of(one.text());
    } else if (raw instanceof RawValue.Absent) {
      texts = List.of();
    } else {
      throw new MismatchException();
    }
    List<Object> values = new ArrayList<>();
    for (String text : texts) {
      values.add(parseOne(argument(spec.type()), spec.key(), text));
    }
    return List.copyOf(values);
  }

  private static String textOf(RawValue raw) throws MismatchException {
    if (raw instanceof RawValue.Text text) {
      return text.text();
    }
    throw new MismatchException();
  }

  private static Object parseOne(Class<?> type, Key key, String text) throws MismatchException {
    if (type == String.class) {
      List<String> vocabulary = vocabulary(key);
      if (!vocabulary.isEmpty() && !vocabulary.contains(text)) {
        throw new MismatchException();
      }
      return text;
    }
    if (type == boolean.class || type == Boolean.class) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new MismatchException();
      };
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> kebab((Enum<?>) constant).equals(text))
          .findFirst()
          .orElseThrow(MismatchException::new);
    }
    return parseNumber(type, key, text);
  }

  private static Number parseNumber(Class<?> type, Key key, String text) throws MismatchException {
    try {
      Number number;
      if (type == int.class || type == Integer.class) {
        number = Integer.valueOf(text);
      } else if (type == long.class || type == Long.class) {
        number = Long.valueOf(text);
      } else if (type == double.class || type == Double.class) {
        // Not only Double.valueOf, which accepts "1d", "0x1p3" and "NaN"
        number = new BigDecimal(text).doubleValue();
      } else {
        throw new IllegalStateException(type + " is not a supported type of an option");
      }
      double value = number.doubleValue();
      if (!Double.isFinite(value) || value < key.min() || value > key.max()) {
        throw new MismatchException();
      }
      return number;
    } catch (NumberFormatException e) {
      throw new MismatchException();
    }
  }

  /** Describes the allowed values: {@code a whole number from 1 to 100}. */
  static String allowed(KeySpec spec) {
    Class<?> one = isList(spec.type()) || isOptional(spec.type()) ? argument(spec.type()) : null;
    if (one == null) {
      return allowedOne((Class<?>) spec.type(), spec.key());
    }
    String allowed = allowedOne(one, spec.key());
    return isList(spec.type()) ? "a list, each " + allowed : allowed + ", or nothing";
  }

  /** Empty if any text will do. */
  private static List<String> vocabulary(Key key) {
    if (key.oneOf().length > 0) {
      return List.of(key.oneOf());
    }
    return Part.instance(key.choices()).values();
  }

  private static String allowedOne(Class<?> type, Key key) {
    if (type == String.class) {
      List<String> vocabulary = vocabulary(key);
      return vocabulary.isEmpty() ? "text" : oneOf(vocabulary);
    }
    if (type == boolean.class || type == Boolean.class) {
      return oneOf(List.of("true", "false"));
    }
    if (type.isEnum()) {
      return oneOf(
          Arrays.stream(type.getEnumConstants()).map(value -> kebab((Enum<?>) value)).toList());
    }
    boolean fractions = type == double.class || type == Double.class;
    return (fractions ? "a number" : "a whole number") + range(key);
  }

  private static String range(Key key) {
    boolean low = Double.isFinite(key.min());
    boolean high = Double.isFinite(key.max());
    if (low && high) {
      return " from " + text(key.min()) + " to " + text(key.max());
    }
    if (low) {
      return " of at least " + text(key.min());
    }
    return high ? " of at most " + text(key.max()) : "";
  }

  private static String oneOf(List<String> values) {
    return "one of " + String.join(", ", values);
  }

  /** A value as a user would write it. */
  static String text(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(ValueType::text).orElse("");
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ValueType::text).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Double number) {
      return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
    if (value instanceof Enum<?> constant) {
      return kebab(constant);
    }
    return String.valueOf(value);
  }

  private static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean isRaw(Type type, Class<?> raw) {
    return type instanceof ParameterizedType parameterized && parameterized.getRawType() == raw;
  }

  private static Class<?> argument(Type type) {
    return (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[0];
  }
}
