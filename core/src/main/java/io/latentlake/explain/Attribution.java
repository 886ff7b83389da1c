package io.latentlake.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What every pixel of one image adds to the explained number.
 *
 * @param map signed, summed over channels, row by row, length height × width; in the unit of the
 *     explained number, for saliency that unit per unit of pixel intensity
 * @param convergenceDelta sum of the map less what it should sum to by the method's own law; 0 is
 *     best; empty where the method has no such law
 */
public record Attribution(float[] map, OptionalDouble convergenceDelta) {
  /**
   * One attribution per image, without a delta, each summed over channels.
   *
   * @param numbers a number for each pixel and channel
   * @return the attributions, in order
   */
  public static List<Attribution> of(Pixels numbers) {
    List<Attribution> attributions = new ArrayList<>();
    for (float[] map : numbers.maps()) {
      attributions.add(new Attribution(map, OptionalDouble.empty()));
    }
    return attributions;
  }
}
