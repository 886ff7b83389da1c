/**
 * The autoencoder as stages of Spark ML pipelines. They read images from data frames, and train and
 * score as the commands do. {@code latentlake/__init__.py} among the resources wraps them for
 * Python.
 */
package io.latentlake.ml;
