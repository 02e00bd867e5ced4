package org.morango.quarkus.deployment;

import java.util.stream.Stream;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** The classes of an application that are marked as synced, or extend the base class for synced entities. */
final class SyncedEntities {
    private static final DotName MARK = DotName.createSimple(Syncable.class);
    private static final DotName BASE = DotName.createSimple(SyncableEntity.class);

    private SyncedEntities() {}

    static boolean areIn(IndexView index) {
        Stream<ClassInfo> marked = index.getAnnotations(MARK).stream()
                .map(AnnotationInstance::target)
                .filter(target -> target.kind() == AnnotationTarget.Kind.CLASS)
                .map(AnnotationTarget::asClass);
        return marked.findAny().isPresent()
                || !index.getAllKnownSubclasses(BASE).isEmpty();
    }
}
