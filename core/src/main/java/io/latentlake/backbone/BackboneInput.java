package io.latentlake.backbone;

import java.util.List;
import java.util.OptionalInt;
import onnx.Onnx;

/**
 * What a backbone is shown.
 *
 * @param name of its input
 * @param wholeNumbers whether it takes pixels from 0 to 255, as they are stored
 * @param batch images that it takes at a time; empty if any number
 * @param channels 1 or 3
 * @param height rows; empty if any number
 * @param width columns; empty if any number
 */
record BackboneInput(
    String name,
    boolean wholeNumbers,
    OptionalInt batch,
    int channels,
    OptionalInt height,
    OptionalInt width) {
  private static final int FLOAT = 1;
  private static final int UINT8 = 2;
  private static final int AXES = 4;
  private static final int MOST = 4096;

  static BackboneInput of(Onnx.ValueInfoProto input) {
    Onnx.TypeProto.Tensor type = input.getType().getTensorType();
    if (type.getElemType() != FLOAT && type.getElemType() != UINT8) {
      throw new UnusableBackboneException(
          "its input '"
              + input.getName()
              + "' is of ONNX type "
              + type.getElemType()
              + "; images can be shown as float (1) or uint8 (2)");
    }
    List<Onnx.TensorShapeProto.Dimension> sides = type.getShape().getDimList();
    OptionalInt channels = sides.size() == AXES ? side(input, sides, 1) : OptionalInt.of(0);
    if (channels.isPresent() && channels.getAsInt() != 1 && channels.getAsInt() != 3) {
      throw new UnusableBackboneException(
          "its input '"
              + input.getName()
              + "' has the shape "
              + inWords(sides)
              + "; images are shown as [images, 1 or 3 channels, height, width]");
    }
    OptionalInt batch = side(input, sides, 0);
    if (batch.isPresent() && batch.getAsInt() != 1) {
      throw new UnusableBackboneException(
          "its input '"
              + input.getName()
              + "' takes exactly "
              + batch.getAsInt()
              + " images at a time; export it for one, or for any number");
    }
    return new BackboneInput(
        input.getName(),
        type.getElemType() == UINT8,
        batch,
        channels.orElse(3),
        side(input, sides, 2),
        side(input, sides, 3));
  }

  private static OptionalInt side(
      Onnx.ValueInfoProto input, List<Onnx.TensorShapeProto.Dimension> sides, int axis) {
    long value = sides.get(axis).getDimValue();
    if (value > MOST) {
      throw new UnusableBackboneException(
          "its input '" + input.getName() + "' has a side of " + value + "; allowed: 1 to " + MOST);
    }
    return value <= 0 ? OptionalInt.empty() : OptionalInt.of((int) value);
  }

  private static List<String> inWords(List<Onnx.TensorShapeProto.Dimension> sides) {
    return sides.stream()
        .map(side -> side.getDimValue() > 0 ? Long.toString(side.getDimValue()) : "any")
        .toList();
  }

  /**
   * Rows or columns that images are resized to.
   *
   * @param key of the option
   * @param wanted by the options; 0: not said
   * @param fixed by the file
   * @param own of the images
   */
  static int size(String key, int wanted, OptionalInt fixed, int own) {
    if (fixed.isPresent() && wanted != 0 && wanted != fixed.getAsInt()) {
      throw new UnusableBackboneException(
          FeatureOptions.SECTION
              + key
              + " is "
              + wanted
              + ", but it takes "
              + fixed.getAsInt()
              + " alone; unset the key");
    }
    return wanted != 0 ? wanted : fixed.orElse(own);
  }
}
