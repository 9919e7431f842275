// The React example, started.

import { createRoot } from 'react-dom/client';
import { Letter, Stories } from './snippets/react.jsx';

createRoot(document.querySelector('#app')).render(
  <>
    <Stories src="/newsroom/platform-weekly.json" />
    <Letter token="none" />
  </>,
);
