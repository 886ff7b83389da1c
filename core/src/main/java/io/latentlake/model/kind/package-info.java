/**
 * The families of models, a small file each: the network, and what it is trained on unless options
 * say otherwise. A new one is found once {@code META-INF/services} names it.
 */
package io.latentlake.model.kind;
