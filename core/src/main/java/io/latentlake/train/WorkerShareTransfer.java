package io.latentlake.train;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How a worker's share gets to the driver. From another JVM it travels. In the driver's own JVM it
 * is left where both find it, and only its name travels: Spark would write and read it all the
 * same.
 */
final class WorkerShareTransfer implements Serializable {
  private static final long serialVersionUID = 1L;

  /** At most one a worker of each training: a task that is run again leaves the same once more. */
  private static final Map<Place, WorkerShare> LEFT = new ConcurrentHashMap<>();

  private record Place(String trainingId, int worker) implements Serializable {}

  private final Place place;
  private final WorkerShare share;

  private WorkerShareTransfer(Place place, WorkerShare share) {
    this.place = place;
    this.share = share;
  }

  /** For a driver in another JVM. */
  static WorkerShareTransfer sent(WorkerShare share) {
    return new WorkerShareTransfer(null, share);
  }

  /**
   * For a driver in this JVM.
   *
   * @param trainingId names the training among all that a JVM may see
   * @param worker index of the worker
   * @param share what it brings
   * @return what {@link #take} finds it by
   */
  static WorkerShareTransfer handedOver(String trainingId, int worker, WorkerShare share) {
    Place place = new Place(trainingId, worker);
    LEFT.put(place, share);
    return new WorkerShareTransfer(place, null);
  }

  /** The share; what was handed over can be taken once. */
  WorkerShare take() {
    return place == null ? share : LEFT.remove(place);
  }

  /** Lets go of what nobody took, as when a round failed. */
  static void forget(String trainingId) {
    LEFT.keySet().removeIf(place -> place.trainingId().equals(trainingId));
  }
}
