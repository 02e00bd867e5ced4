package org.morango.quarkus.deployment;

import io.quarkus.builder.item.SimpleBuildItem;

/** Says that the application is a peer. Without it, nothing is registered. */
public final class PeerBuildItem extends SimpleBuildItem {}
