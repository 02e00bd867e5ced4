package org.morango.hibernate.internal.capture;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.hibernate.event.internal.AbstractSaveEventListener;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.jpa.event.spi.CallbackRegistry;
import org.morango.hibernate.internal.entity.EntityAccess;
import org.morango.hibernate.internal.entity.RecordIdGenerator;
import org.morango.hibernate.mapping.SyncableEntity;

/** Keeps Hibernate from running callbacks again that {@link RecordIdGenerator} has run already. */
final class EarlyCallbacks {
    private EarlyCallbacks() {}

    static void runOnce(EventListenerRegistry listeners, CallbackRegistry callbacks) {
        CallbackRegistry once = (CallbackRegistry) Proxy.newProxyInstance(
                EarlyCallbacks.class.getClassLoader(),
                new Class<?>[] {CallbackRegistry.class},
                (proxy, method, arguments) -> wasRun(method, arguments) ? null : call(callbacks, method, arguments));
        EventType.values().forEach(type -> inject(listeners, type, once));
    }

    private static <T> void inject(EventListenerRegistry listeners, EventType<T> type, CallbackRegistry once) {
        listeners.getEventListenerGroup(type).fireEventOnEachListener(once, (listener, callbacks) -> {
            if (listener instanceof AbstractSaveEventListener<?> saving) {
                saving.injectCallbackRegistry(callbacks);
            }
        });
    }

    private static boolean wasRun(Method method, Object[] arguments) {
        return method.getName().equals("preCreate")
                && arguments[0] instanceof SyncableEntity entity
                && EntityAccess.get().takePrepared(entity);
    }

    /** Handles a call of the proxy. It is a proxy because lines of Hibernate differ in the other methods. */
    private static Object call(CallbackRegistry callbacks, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(callbacks, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
