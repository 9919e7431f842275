"""A desktop's notification service that clicks on whatever it is shown. Says each notification on a line of its own."""

import json
import os

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

NAME = "org.freedesktop.Notifications"
CLICK_AFTER_MS = 200


class Notifications(dbus.service.Object):
    last = 0

    @dbus.service.method(NAME, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, summary, body, actions, hints, timeout):
        Notifications.last = shown = replaces or Notifications.last + 1
        print("notified " + json.dumps([str(summary), str(body)]), flush=True)
        GLib.timeout_add(CLICK_AFTER_MS, lambda: self.ActionInvoked(shown, "default"))
        return shown

    @dbus.service.method(NAME, in_signature="", out_signature="as")
    def GetCapabilities(self):
        return ["actions", "body"]

    @dbus.service.method(NAME, in_signature="", out_signature="ssss")
    def GetServerInformation(self):
        return ("predawn-test", "predawn", "1", "1.2")

    @dbus.service.method(NAME, in_signature="u", out_signature="")
    def CloseNotification(self, shown):
        self.NotificationClosed(shown, 3)

    @dbus.service.signal(NAME, signature="us")
    def ActionInvoked(self, shown, action):
        pass

    @dbus.service.signal(NAME, signature="uu")
    def NotificationClosed(self, shown, reason):
        pass


DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
name = dbus.service.BusName(NAME, bus)
service = Notifications(bus, "/org/freedesktop/Notifications")
print("bus " + os.environ["DBUS_SESSION_BUS_ADDRESS"], flush=True)
GLib.MainLoop().run()
