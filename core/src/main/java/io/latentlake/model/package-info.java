/**
 * The autoencoders: encoder, decoder, posterior, losses and the layers they are built of. Holds the
 * model package that is saved and the inference form that is scored and explained; knows nothing of
 * Spark.
 */
package io.latentlake.model;
