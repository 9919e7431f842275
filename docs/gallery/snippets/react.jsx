import { useEffect, useRef, useState } from 'react';
import 'predawn/predawn-feed';
import 'predawn/predawn-form';

/** React 19 sets properties and attributes of custom elements; what they say is heard as `on` and the event's name. */
export function Stories({ src }) {
  const [opened, setOpened] = useState('nothing yet');
  return (
    <section>
      <predawn-feed
        src={src}
        limit={3}
        onpredawn-article-open={event => {
          event.preventDefault();
          setOpened(event.item.title);
        }}
      />
      <p id="opened">Opened: {opened}</p>
    </section>
  );
}

/** A ref serves for what has no attribute: here the hook that may refresh a token before each send. */
export function Letter({ token }) {
  const form = useRef(null);
  useEffect(() => {
    form.current.beforeSend = async request => ({
      ...request,
      headers: { ...request.headers, 'x-token': token },
    });
  }, [token]);
  return (
    <predawn-form ref={form}>
      <form method="post" action="/newsroom/guest-book" aria-label="Letter">
        <label>
          Letter <input name="message" required />
        </label>
        <button>Send</button>
      </form>
    </predawn-form>
  );
}
