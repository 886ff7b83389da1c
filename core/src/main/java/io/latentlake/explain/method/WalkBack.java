package io.latentlake.explain.method;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Layers;
import io.latentlake.explain.Pixels;
import io.latentlake.image.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A method that walks back through the layers of a network. */
abstract class WalkBack extends GradientMethod {
  /** A walk has the values of a layer several times over, of double precision, on the heap. */
  private static final int MEMORY = 8;

  /** The work of such a method, some images at a time. */
  @FunctionalInterface
  interface Walker extends Attributor {
    /**
     * Attributes the number of some of the images.
     *
     * @param layers the network
     * @param images pixels in [0, 1]
     * @param explained their positions among all that are explained
     * @return one attribution per image, in order
     */
    List<Attribution> walk(Layers layers, Pixels images, int[] explained);

    @Override
    default List<Attribution> attribute(ExplanationRequest request) {
      int atATime = Math.max(1, request.passesPerBatch() / MEMORY);
      List<Attribution> attributions = new ArrayList<>();
      for (int from = 0; from < request.count(); from += atATime) {
        int[] some = IntStream.range(from, Math.min(from + atATime, request.count())).toArray();
        attributions.addAll(walk(request.layers(), some(request.images(), some), some));
      }
      return attributions;
    }

    @Override
    default boolean needsLayers() {
      return true;
    }
  }

  /** Some of the images. */
  static Pixels some(Pixels images, int[] positions) {
    return new Pixels(
        images.shape(),
        Arrays.stream(positions).mapToObj(i -> images.rows()[i]).toArray(float[][]::new));
  }

  /** The map of one image. */
  static float[] map(ImageShape shape, double[] numbers, int image) {
    return Pixels.sumOverChannels(
        shape, Arrays.copyOfRange(numbers, image * shape.values(), (image + 1) * shape.values()));
  }
}
