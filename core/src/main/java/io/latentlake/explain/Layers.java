package io.latentlake.explain;

import io.latentlake.model.BackwardRule;
import io.latentlake.model.SpatialStage;
import io.latentlake.model.TargetHead;
import java.util.Map;
import java.util.Optional;

/**
 * A model's network, layer by layer, with the explained number as a function of what the network
 * gives at the number's places. Values lie image by image, channel-major. A walk back starts from
 * the last way forward, with nothing else asked of the model in between.
 */
public interface Layers {
  /**
   * Takes images through the network.
   *
   * @param images pixels in [0, 1]
   * @return what the network gives at each place of the explained number
   */
  Map<String, double[]> forward(Pixels images);

  /**
   * What the last way forward has given, as the last layers give it: without a mean image, which
   * the network neither sees nor gives.
   *
   * @return values at each place
   */
  Map<String, double[]> ofLayers();

  /**
   * The explained number where the network gives, or might give, certain values.
   *
   * @param images pixels in [0, 1]
   * @param explained for each the position, among the images that are explained, of the one that it
   *     is an altered copy of
   * @param at values at each place
   * @return the number and its derivatives
   */
  TargetHead head(Pixels images, int[] explained, Map<String, double[]> at);

  /**
   * Walks back to the pixels.
   *
   * @param rule what each layer passes on
   * @param byPlaces what is passed to each place
   * @return what reaches the pixels
   */
  double[] back(BackwardRule rule, Map<String, double[]> byPlaces);

  /**
   * The encoder's last stage that still has places.
   *
   * @return where it lies on the images; empty if no stage of the encoder has places
   */
  Optional<SpatialStage> spatialStage();

  /**
   * What that stage gave on the last way forward.
   *
   * @return its values
   */
  double[] spatialValues();

  /**
   * What the last walk back passed to that stage.
   *
   * @return as many values
   */
  double[] passedToSpatialStage();
}
